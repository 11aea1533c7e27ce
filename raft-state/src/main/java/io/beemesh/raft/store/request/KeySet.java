package io.beemesh.raft.store.request;

import com.google.protobuf.ByteString;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Ranges of keys, put together where they meet, so that it costs little to ask for a key however many were added. */
final class KeySet {
    private static final ByteString ZERO = ByteString.copyFrom(new byte[1]);

    /** The end of each range by its beginning; no two meet. */
    private final NavigableMap<ByteString, End> ranges = new TreeMap<>(KeyRange.ORDER);

    /** The first key behind a range; null for none. */
    private record End(@Nullable ByteString key) {
        boolean isBefore(ByteString other) {
            return key != null && KeyRange.ORDER.compare(key, other) < 0;
        }

        boolean isBefore(End other) {
            return key != null && (other.key == null || isBefore(other.key));
        }
    }

    void add(KeyRange range) {
        if (!range.isEmpty()) {
            add(range.from(), new End(range.single() ? range.from().concat(ZERO) : range.end()));
        }
    }

    void addAll(KeySet other) {
        other.ranges.forEach(this::add);
    }

    private void add(ByteString from, End end) {
        ByteString first = from;
        End last = end;
        Map.Entry<ByteString, End> before = ranges.floorEntry(from);
        if (before != null && !before.getValue().isBefore(from)) {
            first = before.getKey();
            last = later(last, before.getValue());
        }
        for (Map.Entry<ByteString, End> next = ranges.ceilingEntry(first);
                next != null && !last.isBefore(next.getKey());
                next = ranges.ceilingEntry(first)) {
            last = later(last, next.getValue());
            ranges.remove(next.getKey());
        }
        ranges.put(first, last);
    }

    private static End later(End one, End other) {
        return one.isBefore(other) ? other : one;
    }

    boolean contains(ByteString key) {
        Map.Entry<ByteString, End> before = ranges.floorEntry(key);
        if (before == null) {
            return false;
        }
        ByteString end = before.getValue().key();
        return end == null || KeyRange.ORDER.compare(key, end) < 0;
    }
}
