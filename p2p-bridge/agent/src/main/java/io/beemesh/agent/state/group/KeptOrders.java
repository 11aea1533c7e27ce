package io.beemesh.agent.state.group;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.agent.journal.Seal;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.raft.stores.Shelf;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orders of a group's pods, kept in the group itself, so that another member can run a pod whose host is gone. They
 * are sealed with a key that providers give to members alone, since pods may look at what their group stores. Any
 * thread.
 */
public final class KeptOrders {
    private static final Logger LOG = LoggerFactory.getLogger(KeptOrders.class);
    private static final String PURPOSE = "beemesh kept orders v1";

    private final Shelf shelf;
    private final String group;
    private final Seal seal;
    private final Map<String, KeptOrder> read;

    /**
     * Those of a group whose order has a key.
     *
     * @param read what was read before, by name, so that it is opened once
     */
    public KeptOrders(Shelf shelf, StateGroup group, Map<String, KeptOrder> read) {
        this.shelf = shelf;
        this.read = read;
        this.group = group.getUid();
        this.seal = new Seal(group.getKey().toByteArray(), PURPOSE);
    }

    /**
     * An order that is kept.
     *
     * @param name of the pod
     * @param order for it
     * @param place where it is kept
     */
    public record KeptOrder(String name, RunPod order, Shelf.Kept place) {
        /** Who holds the pod's name now; empty if nobody does. */
        public Optional<String> holder() {
            return place.holder();
        }

        /** Without what is secret. */
        @Override
        public String toString() {
            return "KeptOrder[" + name + ", attempt " + order.getAttempt() + "]";
        }
    }

    /** All that can be read. */
    public List<KeptOrder> all() {
        List<KeptOrder> all = shelf.all().stream().flatMap(this::read).toList();
        read.clear();
        all.forEach(order -> read.put(order.name(), order));
        return all;
    }

    private Stream<KeptOrder> read(Shelf.Kept kept) {
        KeptOrder before = read.get(kept.name());
        return before != null && before.place().revision() == kept.revision()
                ? Stream.of(new KeptOrder(kept.name(), before.order(), kept))
                : open(kept);
    }

    private Stream<KeptOrder> open(Shelf.Kept kept) {
        try {
            byte[] plain = seal.open(sealed(kept.name()), kept.thing().toByteArray());
            return Stream.of(new KeptOrder(kept.name(), RunPod.parseFrom(plain), kept));
        } catch (GeneralSecurityException | InvalidProtocolBufferException e) {
            LOG.atDebug()
                    .addKeyValue("group", group)
                    .addKeyValue("pod", kept.name())
                    .setCause(e)
                    .log("a pod's order in its group cannot be read; whoever runs the pod keeps it anew");
            return Stream.empty();
        }
    }

    /** What is kept of one pod is no good as another's, nor in another group. */
    private String sealed(String name) {
        return group + "/" + name;
    }

    /** Whether an order is short enough to be kept. */
    public static boolean fits(RunPod order) {
        return order.getSerializedSize() + Seal.OVERHEAD_BYTES <= Shelf.BYTES_MAX;
    }

    /**
     * Keeps a pod's order in place of what was kept of one of its name.
     *
     * @param holder of its name
     * @param order that {@link #fits}
     * @return whether it is kept: nobody may have answered
     */
    public boolean keep(String name, String holder, RunPod order) {
        byte[] thing = seal.close(sealed(name), order.toByteArray());
        return shelf.put(name, holder, ByteString.copyFrom(thing));
    }

    /** Keeps it no more, unless it was replaced meanwhile; whether a quorum agreed. */
    public boolean forget(KeptOrder order) {
        return shelf.remove(order.place());
    }
}
