package io.beemesh.mesh.attach;

import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.frame.FrameException;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.frame.Text;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.wire.Beat;
import io.beemesh.mesh.wire.HostMessage;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.ProviderMessage;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.Welcome;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** An attachment on its stream: one virtual thread writes, one reads and tells the listener. */
final class StreamAttachment implements HostAttachment {
    private static final int REASON_MAX = 256;

    private final Terms terms;
    private final Beats beats;
    private final LongSupplier nanos;
    private final Duration lostAfter;
    private final Outbox outbox = new Outbox();
    private final AtomicReference<String> end = new AtomicReference<>("");
    private final ProviderAddresses.Said providers;
    private volatile boolean again;
    private Thread reader = Thread.currentThread();
    private Thread writer = Thread.currentThread();

    /**
     * What the two sides agreed on.
     *
     * @param stream whose hello and welcome are exchanged
     * @param welcome what the provider said
     * @param provider whom its record proves
     */
    record Terms(Stream stream, Welcome welcome, Member provider) {}

    /** Not yet started; the ticker is that of the beats. */
    StreamAttachment(Terms terms, Beats beats, LongSupplier nanos) {
        this.terms = terms;
        this.beats = beats;
        this.nanos = nanos;
        this.lostAfter = Duration.ofMillis(terms.welcome().getLostAfterMs());
        this.providers = ProviderAddresses.read(terms.welcome().getProvidersList());
    }

    /** Begins to beat and to listen; once only. */
    void start(AttachmentListener listener) {
        terms.stream().deadline(lostAfter);
        String name = "bm-attach-" + terms.provider().name();
        writer = Thread.ofVirtual().name(name + "-out").unstarted(this::write);
        reader = Thread.ofVirtual().name(name + "-in").unstarted(() -> read(listener));
        writer.start();
        reader.start();
    }

    private void write() {
        FrameWriter out = new FrameWriter(terms.stream().out());
        try {
            while (end.get().isEmpty()) {
                long now = nanos.getAsLong();
                long leftNanos = beats.untilDueNanos(now);
                if (leftNanos <= 0) {
                    beat(out, now);
                } else {
                    send(out, outbox.take(leftNanos));
                }
                if (outbox.overflowed()) {
                    throw new FrameException("more than %d pods waited to be reported".formatted(REPORTS_MAX));
                }
            }
        } catch (IOException e) {
            end("the provider takes no more: " + e.getMessage());
        } catch (InterruptedException e) {
            end("closed by this host");
        }
    }

    private static void send(FrameWriter out, Optional<HostMessage> message) throws IOException {
        if (message.isPresent()) {
            out.write(MessageKind.HOST_MESSAGE, message.get());
        }
    }

    private void beat(FrameWriter out, long nowNanos) throws IOException {
        if (beats.ackAge(nowNanos).compareTo(lostAfter) > 0) {
            throw new FrameException("no beat was answered for " + lostAfter.toMillis() + " ms");
        }
        out.write(
                MessageKind.HOST_MESSAGE,
                HostMessage.newBuilder()
                        .setBeat(Beat.newBuilder().setNumber(beats.send(nowNanos)))
                        .build());
    }

    private void read(AttachmentListener listener) {
        try {
            while (end.get().isEmpty()) {
                Optional<ProviderMessage> message =
                        FrameReader.within(lostAfter, terms.stream()).readIfAny(MessageKind.PROVIDER_MESSAGE);
                if (message.isEmpty()) {
                    end("the provider ended the attachment");
                } else {
                    hear(message.get(), listener);
                }
            }
        } catch (IOException e) {
            end("the provider is not heard: " + e.getMessage());
        } finally {
            writer.interrupt();
            if (again) {
                listener.again(end.get());
            } else {
                listener.lost(end.get());
            }
        }
    }

    private void hear(ProviderMessage message, AttachmentListener listener) throws FrameException {
        switch (message.getKindCase()) {
            case BEAT_ACK -> beats.acked(message.getBeatAck().getNumber());
            case REPORT_ACK -> listener.acked(message.getReportAck().getSequence());
            case AGAIN -> {
                String reason = Text.atMost(REASON_MAX, message.getAgain().getReason());
                again = end.compareAndSet("", "attach anew: " + reason);
                terms.stream().reset(0);
            }
            case WELCOME, REJECTED ->
                throw new FrameException("the provider sent " + message.getKindCase() + " to a host that is attached");
            case KIND_NOT_SET -> {
                // A kind that a later provider knows: nothing that this host must do.
            }
        }
    }

    /** The first reason counts; the reader tells it, since the reset wakes it. */
    private void end(String reason) {
        if (end.compareAndSet("", reason)) {
            terms.stream().reset(0);
        }
    }

    @Override
    public Member provider() {
        return terms.provider();
    }

    @Override
    public Optional<SignedRecord> renewedRecord() {
        return terms.welcome().hasRenewedRecord() ? Optional.of(terms.welcome().getRenewedRecord()) : Optional.empty();
    }

    @Override
    public String clusterId() {
        return terms.welcome().getClusterId();
    }

    @Override
    public String nodeName() {
        return terms.welcome().getNodeName();
    }

    @Override
    public boolean standby() {
        return terms.welcome().getStandby();
    }

    @Override
    public ProviderAddresses.Said providers() {
        return providers;
    }

    @Override
    public void report(PodReport report) {
        outbox.report(report);
    }

    @Override
    public void event(PodEvent event) {
        outbox.event(event);
    }

    @Override
    public void resources(Resources resources) {
        outbox.resources(resources);
    }

    @Override
    public void complete() {
        outbox.complete();
    }

    @Override
    public Duration lastAckAge() {
        return beats.ackAge(nanos.getAsLong());
    }

    @Override
    public long droppedEvents() {
        return outbox.droppedEvents();
    }

    @Override
    public void close() {
        end("closed by this host");
        writer.interrupt();
    }
}
