package io.beemesh.mesh.attach;

import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.frame.FrameException;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.wire.HostMessage;
import io.beemesh.mesh.wire.ProviderMessage;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A host's attachment at the provider: the thread that serves the stream reads, one more writes acknowledgements. */
final class ServedAttachment {
    private static final Duration LAST_WORD = Duration.ofSeconds(1);

    private final AttachedHost host;
    private final Stream stream;
    private final Duration lostAfter;
    private final AckBox acks = new AckBox();

    ServedAttachment(AttachedHost host, Stream stream, Duration lostAfter) {
        this.host = host;
        this.stream = stream;
        this.lostAfter = lostAfter;
    }

    AttachedHost host() {
        return host;
    }

    /**
     * Waits for the first beat, takes the place, then hears the host until the end.
     *
     * @param heard is called for each message, from that beat on
     * @param outdated why hosts were called to attach anew since this one was welcomed, if they were; asked once it has
     *     the place
     */
    void serve(HostSlot slot, Runnable heard, Supplier<Optional<String>> outdated) throws IOException {
        HostMessage first = read();
        if (!first.hasBeat()) {
            throw new FrameException("a host's first word was " + first.getKindCase() + " (expected: a beat)");
        }
        if (!slot.take(this)) {
            throw new FrameException("a newer start of the host's agent attached meanwhile, or the service ended");
        }
        outdated.get().ifPresent(reason -> slot.again(this, reason));
        Thread writer =
                Thread.ofVirtual().name("bm-acks-" + host.member().name()).start(this::writeAcks);
        String reason = "the provider failed while it heard the host";
        try {
            heard.run();
            acks.beat(first.getBeat().getNumber());
            reason = hear(slot, heard);
        } finally {
            slot.release(this, reason);
            acks.end();
            finish(writer);
        }
    }

    /** A last word that is on its way is not cut off. */
    private static void finish(Thread writer) {
        try {
            if (!writer.join(LAST_WORD)) {
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            writer.interrupt();
            Thread.currentThread().interrupt();
        }
    }

    private String hear(HostSlot slot, Runnable heard) {
        stream.deadline(lostAfter);
        try {
            while (true) {
                Optional<HostMessage> message = reader().readIfAny(MessageKind.HOST_MESSAGE);
                if (message.isEmpty()) {
                    return "the host ended the attachment";
                }
                if (message.get().hasHello()) {
                    throw new FrameException("a second hello");
                }
                if (!slot.isHeldBy(this)) {
                    return "the host attached anew, or is to do so";
                }
                heard.run();
                if (message.get().hasBeat()) {
                    acks.beat(message.get().getBeat().getNumber());
                } else {
                    slot.tell(this, message.get());
                }
            }
        } catch (SocketTimeoutException e) {
            cut(slot.isHeldBy(this));
            return "no word from the host for " + lostAfter.toMillis() + " ms";
        } catch (IOException e) {
            cut(false);
            return "the host is not heard: " + e.getMessage();
        }
    }

    private HostMessage read() throws IOException {
        return reader().read(MessageKind.HOST_MESSAGE);
    }

    /** Each message has the whole bound for itself, and no more however slowly it trickles. */
    private FrameReader reader() {
        return FrameReader.within(lostAfter, stream);
    }

    private void writeAcks() {
        FrameWriter out = new FrameWriter(stream.out());
        try {
            Optional<ProviderMessage> next = acks.take();
            while (next.isPresent()) {
                out.write(MessageKind.PROVIDER_MESSAGE, next.get());
                next = next.get().hasAgain() ? Optional.empty() : acks.take();
            }
            stream.closeWrite();
        } catch (IOException e) {
            // A host that takes no answers is as lost as one that says nothing; the reader tells.
            stream.reset(0);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void ack(long sequence) {
        acks.report(sequence);
    }

    /** Tells the host to attach anew, as the last word; the stream ends as the host hears it. */
    void again(String reason) {
        acks.again(reason);
    }

    /** Ends the stream, and with it the thread that serves it; optionally the connection that nobody answers on. */
    void cut(boolean connectionToo) {
        stream.reset(0);
        if (connectionToo) {
            host.connection().close();
        }
    }
}
