package io.beemesh.agent.link;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.attach.AttachOutcome;
import io.beemesh.mesh.attach.Attacher;
import io.beemesh.mesh.attach.AttachmentListener;
import io.beemesh.mesh.attach.HostAttachment;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one attachment: dials the providers' addresses in order until one welcomes this host, and begins again when it
 * is lost. Runs on a virtual thread of its own from {@link #start} to {@link #close}.
 */
public final class Link implements AutoCloseable, ClusterOf {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    private final Means means;
    private final Redial redial;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<State> state = new AtomicReference<>(new State.Detached("not tried yet"));
    private final Thread thread = Thread.ofVirtual().name("bm-link").unstarted(this::run);

    /**
     * What a link works with.
     *
     * @param hello made anew for each attempt, with this record and the resources of the moment
     * @param record of this host
     */
    public record Means(
            Host host,
            Attacher attacher,
            List<Multiaddr> addresses,
            Function<SignedRecord, Hello> hello,
            OwnRecord record,
            Outgoing outgoing,
            Clock clock) {
        /** Copies the list. */
        public Means {
            addresses = List.copyOf(addresses);
        }
    }

    /** Whether somebody is there. */
    public sealed interface State {
        /** Nobody; the reason is a sentence. */
        record Detached(String reason) implements State {}

        /** A provider. */
        record Attached(HostAttachment attachment, PeerId peer, Instant since) implements State {}
    }

    /** Not yet started. */
    public Link(Means means, RandomGenerator random) {
        this.means = means;
        this.redial = new Redial(random);
    }

    /** Begins to dial. Once only. */
    public void start() {
        thread.start();
    }

    /** Whether somebody is there right now. */
    public State state() {
        return state.get();
    }

    /** The attachment, while there is one. */
    public Optional<HostAttachment> attachment() {
        return state.get() instanceof State.Attached attached ? Optional.of(attached.attachment()) : Optional.empty();
    }

    /** Tells what the host has left, if somebody is there; a later attachment tells it in its hello. */
    public void resources(Resources resources) {
        attachment().ifPresent(attachment -> attachment.resources(resources));
    }

    @Override
    public Optional<String> provider(PeerId peer) {
        return state.get() instanceof State.Attached attached && attached.peer().equals(peer)
                ? Optional.of(attached.attachment().clusterId())
                : Optional.empty();
    }

    private void run() {
        try {
            boolean warned = false;
            while (closed.getCount() > 0) {
                Optional<String> failure = round();
                if (failure.isEmpty()) {
                    warned = false;
                } else if (!warned) {
                    warned = true;
                    LOG.atWarn().addKeyValue("reason", failure.get()).log("no provider can be attached to; dialing on");
                }
                Duration pause = redial.next();
                closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries every address; empty after an attachment that came to be and ended, else why the last try failed. */
    private Optional<String> round() throws InterruptedException {
        String failure = "no address of a provider is known";
        for (Multiaddr address : means.addresses()) {
            if (closed.getCount() == 0) {
                return Optional.empty();
            }
            Optional<String> reason = tryOne(address);
            if (reason.isEmpty()) {
                return reason;
            }
            failure = reason.get();
            state.set(new State.Detached(failure));
        }
        return Optional.of(failure);
    }

    private Optional<String> tryOne(Multiaddr address) throws InterruptedException {
        try (Connection connection = means.host().connect(address)) {
            return attachAndStay(connection).map(refusal -> address + " said no: " + refusal);
        } catch (DialException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            return Optional.of(address + ": " + e.getMessage());
        } catch (RuntimeException e) {
            return Optional.of(address + ": " + e); // whatever it was, dialing on is better than never again
        }
    }

    /**
     * Attaches, and again over the same connection, on which sessions go on, when a newer record is worth asking for.
     * Empty when an attachment was lost, else why the provider said no.
     */
    private Optional<String> attachAndStay(Connection connection) throws IOException, InterruptedException {
        while (true) {
            End end = new End(new CountDownLatch(1), new AtomicReference<>(""));
            switch (attach(connection, end)) {
                case AttachOutcome.Rejected no -> {
                    return Optional.of(no.reason() + ": " + no.message());
                }
                case AttachOutcome.Untrusted no -> {
                    return Optional.of(no.message());
                }
                case AttachOutcome.Attached yes -> {
                    if (stay(yes.attachment(), connection.remote(), end)) {
                        LOG.atWarn().addKeyValue("reason", end.why().get()).log("detached from the provider");
                        state.set(new State.Detached(end.why().get()));
                        return Optional.empty();
                    }
                }
            }
        }
    }

    private AttachOutcome attach(Connection connection, End end) throws IOException, InterruptedException {
        Hello hello = means.hello().apply(means.record().current());
        return means.attacher().attach(connection, hello, new Ear(end.reached(), end.why()));
    }

    private record End(CountDownLatch reached, AtomicReference<String> why) {}

    /** Stays until the attachment is lost, or a newer record is worth asking for; whether it was lost. */
    private boolean stay(HostAttachment attachment, PeerId peer, End end) throws InterruptedException {
        state.set(new State.Attached(attachment, peer, means.clock().instant()));
        redial.reset();
        LOG.atInfo()
                .addKeyValue("provider", peer)
                .addKeyValue("cluster", attachment.clusterId())
                .addKeyValue("node", attachment.nodeName())
                .log("attached");
        attachment.renewedRecord().ifPresent(means.record()::renew);
        means.outgoing().attached(attachment);
        try {
            Duration longest = means.record().untilRenewal(means.clock().instant());
            return end.reached().await(longest.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            means.outgoing().detached();
            attachment.close();
        }
    }

    private final class Ear implements AttachmentListener {
        private final CountDownLatch lost;
        private final AtomicReference<String> why;

        Ear(CountDownLatch lost, AtomicReference<String> why) {
            this.lost = lost;
            this.why = why;
        }

        @Override
        public void acked(long sequence) {
            means.outgoing().acked(sequence);
        }

        @Override
        public void lost(String reason) {
            why.set(reason);
            lost.countDown();
        }
    }

    /** Ends the attachment and the dialing, and waits for it. Idempotent. */
    @Override
    public void close() {
        closed.countDown();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        state.set(new State.Detached("the agent is being stopped"));
    }
}
