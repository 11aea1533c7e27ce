package io.beemesh.agent.state.group;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.agent.journal.Seal;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.raft.stores.Shelf;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The orders of a group's pods, kept in the group itself, so that another member can run a pod whose host is gone. They
 * are sealed with a key that providers give to members alone, since pods may look at what their group stores. For
 * one thread.
 */
public final class KeptOrders {
    private static final Logger LOG = LoggerFactory.getLogger(KeptOrders.class);
    private static final String PURPOSE = "beemesh kept orders v1";

    /** No pod was ever on so many hosts: it would be the last of them, for numbers end there. */
    private static final int ATTEMPTS_MAX = 1 << 30;

    private final Shelf shelf;
    private final StateGroup group;
    private final Predicate<RunPod> signed;
    private final Seal seal;
    private final Map<String, KeptOrder> known;

    /**
     * Those of a group whose order has a key.
     *
     * @param signed whether a provider's authority signed an order: no member is believed that makes one up
     * @param known what was seen before, by name, so that it is opened once; this fills it, and nobody else may
     */
    public KeptOrders(Shelf shelf, StateGroup group, Predicate<RunPod> signed, Map<String, KeptOrder> known) {
        this.shelf = shelf;
        this.group = group;
        this.signed = signed;
        this.known = known;
        this.seal = new Seal(group.getKey().toByteArray(), PURPOSE);
    }

    /**
     * An order that is kept, without what is in it.
     *
     * @param name of the pod
     * @param uid of the pod
     * @param attempt that was ordered
     * @param essence of the order
     * @param place where it is kept
     */
    public record KeptOrder(String name, String uid, int attempt, String essence, Shelf.Kept place) {
        /** Who holds the pod's name now; empty if nobody does. */
        public Optional<String> holder() {
            return place.holder();
        }

        /** Whether it is as good as another order for the same pod. */
        public boolean isAsGoodAs(RunPod order) {
            return uid.equals(order.getUid()) && essence.equals(Essence.of(order));
        }
    }

    /** All that are whole and of this group. */
    public List<KeptOrder> all() {
        List<KeptOrder> all = shelf.all().stream().flatMap(this::look).toList();
        known.clear();
        all.forEach(order -> known.put(order.name(), order));
        return all;
    }

    private Stream<KeptOrder> look(Shelf.Kept kept) {
        KeptOrder before = known.get(kept.name());
        return before != null && before.place().revision() == kept.revision()
                ? Stream.of(new KeptOrder(before.name(), before.uid(), before.attempt(), before.essence(), kept))
                : open(kept).stream()
                        .map(order -> new KeptOrder(
                                kept.name(), order.getUid(), order.getAttempt(), Essence.of(order), kept));
    }

    /** What is in one; empty if it cannot be read, or is not for a pod of that name of this group. */
    public Optional<RunPod> open(KeptOrder order) {
        return open(order.place());
    }

    private Optional<RunPod> open(Shelf.Kept kept) {
        try {
            byte[] plain = seal.open(sealed(kept.name()), kept.thing().toByteArray());
            return Optional.of(RunPod.parseFrom(plain)).filter(order -> isOurs(order, kept.name()));
        } catch (GeneralSecurityException | InvalidProtocolBufferException e) {
            LOG.atDebug()
                    .addKeyValue("group", group.getUid())
                    .addKeyValue("pod", kept.name())
                    .setCause(e)
                    .log("a pod's order in its group cannot be read; whoever runs the pod keeps it anew");
            return Optional.empty();
        }
    }

    /** A provider's for that very pod of this group: a pod without one is not fenced. */
    private boolean isOurs(RunPod order, String name) {
        return signed.test(order)
                && order.getAttempt() > 0
                && order.getAttempt() < ATTEMPTS_MAX
                && order.getClusterId().equals(group.getClusterId())
                && order.getStateGroup().equals(group.getUid())
                && PodReader.read(order.getPodJson().toByteArray()) instanceof PodReader.Result.Read(Pod pod)
                && pod.meta().name().equals(name)
                && pod.meta().uid().equals(order.getUid());
    }

    /** What is kept of one pod is no good as another's, nor in another group. */
    private String sealed(String name) {
        return group.getUid() + "/" + name;
    }

    /** Whether others would believe an order: a provider of an earlier release signs none. */
    public boolean isSigned(RunPod order) {
        return signed.test(order);
    }

    /** Whether an order is short enough to be kept. */
    public static boolean fits(RunPod order) {
        return order.getSerializedSize() + Seal.OVERHEAD_BYTES <= Shelf.BYTES_MAX;
    }

    /**
     * Keeps a pod's order in place of what was kept of one of its name.
     *
     * @param holder of its name
     * @param order that {@link #fits} and is {@link #isSigned signed}
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
