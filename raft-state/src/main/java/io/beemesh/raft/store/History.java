package io.beemesh.raft.store;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.request.KeyRange;
import io.beemesh.raft.store.wire.KeyValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All changes that were not compacted, by key and by revision. Bounded by the quota of its owner. */
final class History {
    private final NavigableMap<ByteString, List<Change>> byKey = new TreeMap<>(KeyRange.ORDER);
    private final NavigableMap<Revision, Change> byRevision = new TreeMap<>();
    private long bytes;

    /** What is kept, in bytes as the quota counts them. */
    long bytes() {
        return bytes;
    }

    int size() {
        return byRevision.size();
    }

    void add(Change change) {
        byKey.computeIfAbsent(change.kv().getKey(), key -> new ArrayList<>(1)).add(change);
        byRevision.put(change.at(), change);
        bytes += change.bytes();
    }

    /** What a key held at a revision; null if it was not there. */
    @Nullable
    KeyValue get(ByteString key, long revision) {
        List<Change> changes = byKey.get(key);
        return changes == null ? null : live(changes, revision);
    }

    /** What the keys of a range held at a revision, by key. */
    void forEach(KeyRange range, long revision, Consumer<KeyValue> visitor) {
        for (List<Change> changes : range.of(byKey).values()) {
            KeyValue kv = live(changes, revision);
            if (kv != null) {
                visitor.accept(kv);
            }
        }
    }

    private static @Nullable KeyValue live(List<Change> changes, long revision) {
        int last = lastUpTo(changes, revision);
        return last < 0 || changes.get(last).deleted()
                ? null
                : changes.get(last).kv();
    }

    /** Where the last change is that was made at a revision or before; -1 for none. */
    private static int lastUpTo(List<Change> changes, long revision) {
        int low = 0;
        int high = changes.size() - 1;
        // Most ask for what is now.
        if (changes.get(high).at().main() <= revision) {
            return high;
        }
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (changes.get(middle).at().main() <= revision) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return high;
    }

    /** All changes, the first one first. */
    Collection<Change> all() {
        return byRevision.values();
    }

    /** All changes from a revision on, the first one first. */
    Collection<Change> from(long revision) {
        return byRevision.tailMap(new Revision(revision, 0), true).values();
    }

    /** Forgets what was over at a revision: of each key all but its last change until then, and deletions before it. */
    void compact(long revision) {
        for (Iterator<List<Change>> keys = byKey.values().iterator(); keys.hasNext(); ) {
            List<Change> changes = keys.next();
            int last = lastUpTo(changes, revision);
            if (last < 0) {
                continue;
            }
            boolean gone = changes.get(last).deleted() && changes.get(last).at().main() < revision;
            forget(changes.subList(0, gone ? last + 1 : last));
            if (changes.isEmpty()) {
                keys.remove();
            }
        }
    }

    private void forget(List<Change> changes) {
        for (Change change : changes) {
            byRevision.remove(change.at());
            bytes -= change.bytes();
        }
        changes.clear();
    }

    /** The changes that a compaction at a revision would keep of those until then, without deletions. */
    Set<Revision> keptAt(long revision) {
        Set<Revision> kept = new HashSet<>();
        for (List<Change> changes : byKey.values()) {
            int last = lastUpTo(changes, revision);
            if (last >= 0 && !changes.get(last).deleted()) {
                kept.add(changes.get(last).at());
            }
        }
        return kept;
    }
}
