package io.beemesh.raft.store;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.beemesh.raft.store.wire.AlarmType;
import io.beemesh.raft.store.wire.SnapshotChange;
import io.beemesh.raft.store.wire.SnapshotHead;
import io.beemesh.raft.store.wire.SnapshotLease;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A keyspace as a stream of bytes: a head, leases and changes, each with its length before it, and the SHA-256 of
 * all of that. Takes no more memory than its largest change.
 */
public final class Snapshot {
    private static final int FORMAT = 1;

    private Snapshot() {}

    /**
     * Writes it; the keyspace must not change meanwhile. The stream stays open.
     *
     * @throws IOException if the stream does not take it
     */
    public static void write(Keyspace keyspace, OutputStream to) throws IOException {
        MessageDigest sum = sha256();
        OutputStream out = new BufferedOutputStream(new DigestOutputStream(to, sum));
        SnapshotHead.newBuilder()
                .setFormat(FORMAT)
                .setRevision(keyspace.revision())
                .setCompacted(keyspace.compacted())
                .setLeases(keyspace.leaseIds().size())
                .setChanges(keyspace.history().size())
                .addAllAlarms(keyspace.alarms(AlarmType.NONE))
                .build()
                .writeDelimitedTo(out);
        for (long id : keyspace.leaseIds()) {
            Long ttlSeconds = keyspace.leaseTtlSeconds(id);
            SnapshotLease.newBuilder()
                    .setId(id)
                    .setTtlSeconds(ttlSeconds == null ? 0 : ttlSeconds)
                    .build()
                    .writeDelimitedTo(out);
        }
        for (Change change : keyspace.history().all()) {
            SnapshotChange.newBuilder()
                    .setMain(change.at().main())
                    .setSub(change.at().sub())
                    .setDeleted(change.deleted())
                    .setKv(change.kv())
                    .build()
                    .writeDelimitedTo(out);
        }
        out.flush();
        to.write(sum.digest());
        to.flush();
    }

    /**
     * Reads what {@link #write} has written.
     *
     * @throws IOException if it is not whole, or not what was written
     */
    public static Keyspace read(InputStream from, long quotaBytes) throws IOException {
        MessageDigest sum = sha256();
        InputStream buffered = new BufferedInputStream(from);
        InputStream in = new DigestInputStream(buffered, sum);
        SnapshotHead head = next(SnapshotHead.parser(), in);
        if (head.getFormat() != FORMAT) {
            throw new IOException("snapshot of format " + head.getFormat() + " (expected: " + FORMAT
                    + "); it is of another release, or broken");
        }
        Keyspace keyspace = new Keyspace(quotaBytes, head.getRevision(), head.getCompacted());
        head.getAlarmsList().forEach(keyspace::restore);
        for (long left = head.getLeases(); left > 0; left--) {
            SnapshotLease lease = next(SnapshotLease.parser(), in);
            keyspace.restoreLease(lease.getId(), lease.getTtlSeconds());
        }
        for (long left = head.getChanges(); left > 0; left--) {
            SnapshotChange change = next(SnapshotChange.parser(), in);
            Revision at = new Revision(change.getMain(), change.getSub());
            keyspace.restore(new Change(at, change.getKv(), change.getDeleted()));
        }
        byte[] computed = sum.digest();
        if (!Arrays.equals(buffered.readNBytes(computed.length), computed)) {
            throw new IOException("snapshot is broken: its checksum is not the one of what is in it");
        }
        return keyspace;
    }

    private static <T extends MessageLite> T next(Parser<T> parser, InputStream in) throws IOException {
        T message = parser.parseDelimitedFrom(in);
        if (message == null) {
            throw new EOFException("snapshot ends too early; it is not whole");
        }
        return message;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
