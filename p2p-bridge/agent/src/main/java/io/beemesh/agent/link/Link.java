package io.beemesh.agent.link;

import io.beemesh.agent.membership.OwnRecord;
import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.DialException;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.attach.AttachOutcome;
import io.beemesh.mesh.attach.Attacher;
import io.beemesh.mesh.attach.AttachmentListener;
import io.beemesh.mesh.attach.HostAttachment;
import io.beemesh.mesh.attach.ProviderAddresses;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one provider attached: dials its addresses in order until it welcomes this host, and begins again when it is
 * lost. Runs on a virtual thread of its own from {@link #start} until it is ended.
 */
public final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);

    /** How often in a row an attachment may be asked for anew without a pause, and how long one lasts that is good. */
    private static final int AGAIN_MAX = 3;

    private static final Duration GOOD = Duration.ofSeconds(1);
    private static final Duration END_MAX = Duration.ofSeconds(2);

    private final Means means;
    private final Redial redial;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicReference<State> state = new AtomicReference<>(new State.Detached("not tried yet"));
    private final Thread thread;
    private volatile ProviderAddresses provider;

    /**
     * What a link works with.
     *
     * @param hello made anew for each attempt, with this record and the resources of the moment
     * @param record of this host in the provider's mesh
     */
    record Means(
            Host host,
            Attacher attacher,
            Function<SignedRecord, Hello> hello,
            OwnRecord record,
            Owner owner,
            Clock clock) {}

    /** Who decides on what a link brings. Called on the link's threads. */
    interface Owner {
        /** A provider's welcome; why it is not wanted, or nothing. */
        Optional<String> welcomed(HostAttachment attachment);

        /** All reports up to this sequence are done with. */
        void acked(HostAttachment attachment, long sequence);

        /** An attachment that was welcomed is no more. */
        void ended(HostAttachment attachment);
    }

    /** Whether the provider is there. */
    public sealed interface State {
        /** It is not; the reason is a sentence. */
        record Detached(String reason) implements State {}

        /** It is. */
        record Attached(HostAttachment attachment, Instant since) implements State {}
    }

    /** How an attachment ended. */
    private sealed interface End {
        /** It was lost; the reason is a sentence. */
        record Lost(String reason) implements End {}

        /** It is to be asked for anew over the same connection. */
        record Again(String reason) implements End {}
    }

    /** Not yet started. */
    Link(ProviderAddresses provider, Means means, RandomGenerator random) {
        this.provider = provider;
        this.means = means;
        this.redial = new Redial(random);
        this.thread = Thread.ofVirtual().name("bm-link-" + provider.peer()).unstarted(this::run);
    }

    /** Begins to dial. Once only. */
    void start() {
        thread.start();
    }

    /** Whether the provider is there right now. */
    State state() {
        return state.get();
    }

    /** The same provider is elsewhere, or at more places: what the next dialing tries. */
    void redirect(ProviderAddresses elsewhere) {
        provider = elsewhere;
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
                    LOG.atWarn()
                            .addKeyValue("provider", provider.peer())
                            .addKeyValue("reason", failure.get())
                            .log("a provider cannot be attached to; dialing on");
                }
                Duration pause = redial.next(System.nanoTime());
                closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries every address; empty after an attachment that came to be and ended, else why the last try failed. */
    private Optional<String> round() throws InterruptedException {
        String failure = "no address of it is known";
        for (Multiaddr address : provider.addresses()) {
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
     * Attaches, and again over the same connection, on which sessions go on, when the provider wants that or a newer
     * record is worth asking for. Empty when an attachment was lost, else why there was none.
     */
    private Optional<String> attachAndStay(Connection connection) throws IOException, InterruptedException {
        int agains = 0;
        while (true) {
            Ear ear = new Ear();
            switch (attach(connection, ear)) {
                case AttachOutcome.Rejected no -> {
                    return Optional.of(no.reason() + ": " + no.message());
                }
                case AttachOutcome.Untrusted no -> {
                    return Optional.of(no.message());
                }
                case AttachOutcome.Attached yes -> {
                    Instant since = means.clock().instant();
                    Optional<End> end = stay(yes.attachment(), since, ear);
                    boolean good = since.plus(GOOD).isBefore(means.clock().instant());
                    agains = good ? 0 : agains + 1;
                    if (end.isPresent() && isFinal(end.get(), agains)) {
                        return Optional.empty();
                    }
                }
            }
        }
    }

    private boolean isFinal(End end, int agains) {
        String reason =
                switch (end) {
                    case End.Lost lost -> lost.reason();
                    case End.Again again -> again.reason();
                };
        state.set(new State.Detached(reason));
        boolean anew = end instanceof End.Again && agains <= AGAIN_MAX;
        LOG.atLevel(anew ? org.slf4j.event.Level.INFO : org.slf4j.event.Level.WARN)
                .addKeyValue("provider", provider.peer())
                .addKeyValue("reason", reason)
                .log("detached from the provider");
        return !anew;
    }

    private AttachOutcome attach(Connection connection, Ear ear) throws IOException, InterruptedException {
        Hello hello = means.hello().apply(means.record().current());
        boolean attached = false;
        try {
            AttachOutcome outcome = means.attacher().attach(connection, hello, ear);
            attached = outcome instanceof AttachOutcome.Attached;
            return outcome;
        } finally {
            if (!attached) {
                ear.over();
            }
        }
    }

    /** Stays until the attachment ends, or a newer record is worth asking for; how it ended, or nothing. */
    private Optional<End> stay(HostAttachment attachment, Instant since, Ear ear) throws InterruptedException {
        state.set(new State.Attached(attachment, since));
        redial.reset();
        LOG.atInfo()
                .addKeyValue("provider", provider.peer())
                .addKeyValue("cluster", attachment.clusterId())
                .addKeyValue("node", attachment.nodeName())
                .addKeyValue("standby", attachment.standby())
                .log("attached");
        attachment.renewedRecord().ifPresent(means.record()::renew);
        try {
            Duration longest = means.record().untilRenewal(means.clock().instant());
            return Optional.of(ear.end.get(longest.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException worthARecord) {
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException("an end is a value", e);
        } finally {
            ear.over();
            attachment.close();
        }
    }

    private final class Ear implements AttachmentListener {
        final CompletableFuture<End> end = new CompletableFuture<>();
        private volatile @Nullable HostAttachment welcomed;

        @Override
        public Optional<String> welcomed(HostAttachment attachment) {
            Optional<String> objection = means.owner().welcomed(attachment);
            if (objection.isEmpty()) {
                welcomed = attachment;
            }
            return objection;
        }

        @Override
        public void acked(long sequence) {
            HostAttachment attachment = welcomed;
            if (attachment != null) {
                means.owner().acked(attachment, sequence);
            }
        }

        @Override
        public void lost(String reason) {
            end.complete(new End.Lost(reason));
        }

        @Override
        public void again(String reason) {
            end.complete(new End.Again(reason));
        }

        /** Tells the owner that the attachment is no more, if there was one. */
        void over() {
            HostAttachment attachment = welcomed;
            if (attachment != null) {
                means.owner().ended(attachment);
            }
        }
    }

    /** Ends the attachment and the dialing soon, without waiting for it. Idempotent. */
    void end() {
        closed.countDown();
        thread.interrupt();
        state.set(new State.Detached("this host does not want to be attached to it"));
    }

    /** Waits for the end, for a short time. */
    void awaitEnd() throws InterruptedException {
        if (thread.getState() != Thread.State.NEW) {
            thread.join(END_MAX);
        }
    }
}
