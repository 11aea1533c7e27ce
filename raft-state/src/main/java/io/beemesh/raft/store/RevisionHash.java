package io.beemesh.raft.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.zip.CRC32C;

/** A checksum of all changes until a revision: the very one that etcd computes (mvcc/hash.go) from what it stores. */
final class RevisionHash {
    private static final int REVISION_BYTES = 2 * Long.BYTES + 1;

    private RevisionHash() {}

    /**
     * Computes it.
     *
     * @param compacted the revision of the last compaction: what it would have left out is left out
     */
    static int of(History history, long compacted, long revision) {
        CRC32C sum = new CRC32C();
        sum.update("key".getBytes(StandardCharsets.UTF_8));
        Set<Revision> kept = history.keptAt(revision);
        for (Change change : history.all()) {
            long main = change.at().main();
            if (main > revision) {
                break;
            }
            boolean dropped = main <= compacted && !kept.isEmpty() && !kept.contains(change.at());
            if (!dropped && !(main == compacted && change.deleted())) {
                add(sum, change);
            }
        }
        return (int) sum.getValue();
    }

    private static void add(CRC32C sum, Change change) {
        ByteBuffer key = ByteBuffer.allocate(REVISION_BYTES)
                .putLong(change.at().main())
                .put((byte) '_')
                .putLong(change.at().sub());
        sum.update(key.flip());
        if (change.deleted()) {
            sum.update('t');
        }
        sum.update(change.kv().toByteArray());
    }
}
