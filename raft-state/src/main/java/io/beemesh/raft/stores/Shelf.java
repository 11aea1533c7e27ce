package io.beemesh.raft.stores;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;

/**
 * What a group keeps about the holders of names, beside what its pods store: one thing under each name, put there by
 * whoever holds it. Pods may look at it. Calls that change something block until a quorum has answered, or some ten
 * seconds. Any thread.
 */
public interface Shelf {
    /** How long a thing may be: a request has no more than 1.5 MiB. */
    int BYTES_MAX = 1 << 20;

    /** All that is kept, as this member knows it without asking others: it may be late. */
    List<Kept> all();

    /**
     * Keeps something under a name, if that is held.
     *
     * @param holder of the name, as it called itself when it claimed that
     * @param thing at most {@link #BYTES_MAX} long
     * @return whether it is kept; if not, it may be all the same if nobody answered
     */
    boolean put(String name, String holder, ByteString thing);

    /** Takes something away, unless something else was put there meanwhile; whether a quorum agreed. */
    boolean remove(Kept kept);

    /**
     * Something that is kept.
     *
     * @param name under which
     * @param thing itself
     * @param revision that put it there
     * @param holder of the name now; empty if nobody is
     */
    record Kept(String name, ByteString thing, long revision, Optional<String> holder) {}
}
