package io.beemesh.mesh.attach;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.membership.Verdict;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.HostMessage;
import io.beemesh.mesh.wire.ProviderMessage;
import io.beemesh.mesh.wire.Rejected;
import io.beemesh.mesh.wire.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Serves the attach protocol: judges each hello and gives the host's place to its newest incarnation. */
final class Attachments implements AttachService {
    static final Duration HELLO_MAX = Duration.ofSeconds(10);

    /** Hosts whose newest incarnation is remembered; beyond it those that are not attached are forgotten. */
    private static final int SLOTS_MAX = 200_000;

    private static final String CLOSED = "the provider ends its service";

    private static final Limits.Streams STREAMS = new Limits.Streams(4, 25_000);

    private final Proof proof;
    private final Function<Member, Welcome> welcome;
    private final AttachListener listener;
    private final Map<PeerId, HostSlot> slots = new ConcurrentHashMap<>();
    private final LongAdder messages = new LongAdder();
    private final AtomicReference<Call> lastCall = new AtomicReference<>(new Call(0, "nobody was called yet"));

    private volatile boolean closed;
    private Host.@Nullable Registration registration;

    Attachments(Proof proof, Function<Member, Welcome> welcome, AttachListener listener) {
        this.proof = proof;
        this.welcome = welcome;
        this.listener = listener;
    }

    /** All hosts were called to attach anew: its number, and why. */
    private record Call(long number, String reason) {}

    void serveOn(Host host) {
        registration = host.serve(Protocols.ATTACH, STREAMS, this::handle);
    }

    private void handle(Stream stream) throws IOException {
        stream.deadline(HELLO_MAX);
        HostMessage first = FrameReader.within(HELLO_MAX, stream).read(MessageKind.HOST_MESSAGE);
        if (!first.hasHello()) {
            reject(stream, "Invalid", "the first message was " + first.getKindCase() + " (expected: a hello)");
            return;
        }
        Hello hello = first.getHello();
        Verdict verdict =
                proof.membership().verify(hello.getRecord(), stream.connection().remote(), Role.HOST);
        switch (verdict) {
            case Verdict.Invalid invalid -> reject(stream, invalid.reason().text(), invalid.message());
            case Verdict.Valid valid -> {
                proof.gate().prove(valid.member());
                AttachedHost host = new AttachedHost(
                        valid.member(),
                        hello.getIncarnation(),
                        hello.getFacts(),
                        hello.getResources(),
                        stream.connection());
                admit(stream, host);
            }
        }
    }

    private void admit(Stream stream, AttachedHost host) throws IOException {
        HostSlot slot = slot(host.peer());
        if (!slot.wouldTake(host.incarnation())) {
            reject(stream, "StaleIncarnation", "a newer start of this host's agent is, or was, attached");
            return;
        }
        Call before = lastCall.get();
        Welcome words = welcome.apply(host.member());
        if (words.hasRenewedRecord()
                && proof.membership().verify(words.getRenewedRecord(), host.peer(), Role.HOST)
                        instanceof Verdict.Valid renewed) {
            proof.gate().prove(renewed.member());
        }
        new FrameWriter(stream.out())
                .write(
                        MessageKind.PROVIDER_MESSAGE,
                        ProviderMessage.newBuilder().setWelcome(words).build());
        ServedAttachment attachment = new ServedAttachment(host, stream, Duration.ofMillis(words.getLostAfterMs()));
        attachment.serve(slot, messages::increment, () -> calledSince(before));
    }

    private Optional<String> calledSince(Call before) {
        return Optional.of(lastCall.get())
                .filter(last -> last.number() != before.number())
                .map(Call::reason);
    }

    private HostSlot slot(PeerId peer) {
        if (slots.size() >= SLOTS_MAX) {
            slots.values().removeIf(HostSlot::retireIfFree);
        }
        HostSlot slot = slots.computeIfAbsent(peer, id -> new HostSlot(id, listener));
        if (closed) {
            slot.retire(CLOSED);
        }
        return slot;
    }

    private static void reject(Stream stream, String reason, String message) throws IOException {
        Rejected rejected =
                Rejected.newBuilder().setReason(reason).setMessage(message).build();
        stream.deadline(HELLO_MAX);
        new FrameWriter(stream.out())
                .write(
                        MessageKind.PROVIDER_MESSAGE,
                        ProviderMessage.newBuilder().setRejected(rejected).build());
        stream.closeWrite();
    }

    @Override
    public void ack(PeerId host, long sequence) {
        HostSlot slot = slots.get(host);
        if (slot != null) {
            slot.ack(sequence);
        }
    }

    @Override
    public void detach(PeerId host, String reason) {
        HostSlot slot = slots.get(host);
        if (slot != null) {
            slot.evict(reason);
        }
    }

    @Override
    public void reattach(String reason) {
        lastCall.updateAndGet(last -> new Call(last.number() + 1, reason));
        slots.values().forEach(slot -> slot.again(reason));
    }

    @Override
    public Heard heard() {
        return new Heard(slots.values().stream().filter(HostSlot::isHeld).count(), messages.sum());
    }

    @Override
    public void close() {
        closed = true;
        Host.Registration service = registration;
        if (service != null) {
            service.close();
        }
        slots.values().forEach(slot -> slot.retire(CLOSED));
    }
}
