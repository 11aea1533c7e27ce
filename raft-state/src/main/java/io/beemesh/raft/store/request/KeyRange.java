package io.beemesh.raft.store.request;

import com.google.protobuf.ByteString;
import java.util.Comparator;
import java.util.NavigableMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys that belong together: one, all from one to before another, or all from one on.
 *
 * @param end the first key behind it; null for all
 * @param single whether it is {@code from} alone, and {@code end} says nothing
 */
public record KeyRange(ByteString from, @Nullable ByteString end, boolean single) {
    /** Of keys: by their bytes, which are not negative. */
    public static final Comparator<ByteString> ORDER = ByteString.unsignedLexicographicalComparator();

    private static final ByteString ZERO = ByteString.copyFrom(new byte[] {0});

    /** As requests give it: no end is one key, an end of one zero byte is all from the key on. */
    public static KeyRange of(ByteString key, ByteString rangeEnd) {
        if (rangeEnd.isEmpty()) {
            return new KeyRange(key, null, true);
        }
        return new KeyRange(key, rangeEnd.equals(ZERO) ? null : rangeEnd, false);
    }

    /** Whether a key is in it. */
    public boolean contains(ByteString key) {
        if (single) {
            return key.equals(from);
        }
        return ORDER.compare(from, key) <= 0 && (end == null || ORDER.compare(key, end) < 0);
    }

    /** Whether there can be no key in it. */
    public boolean isEmpty() {
        return !single && end != null && ORDER.compare(from, end) >= 0;
    }

    /** What is under the keys in it; a view. */
    public <V> SortedMap<ByteString, V> of(NavigableMap<ByteString, V> map) {
        if (single) {
            return map.subMap(from, true, from, true);
        }
        if (isEmpty()) {
            return new TreeMap<>(ORDER);
        }
        return end == null ? map.tailMap(from, true) : map.subMap(from, true, end, false);
    }
}
