package io.beemesh.agent.link;

import io.beemesh.agent.membership.Affiliation;
import io.beemesh.agent.membership.Affiliations;
import io.beemesh.agent.membership.Affiliations.Learning;
import io.beemesh.agent.membership.Affiliations.Speaker;
import io.beemesh.agent.membership.OwnRecord;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.attach.Attacher;
import io.beemesh.mesh.attach.HostAttachment;
import io.beemesh.mesh.attach.ProviderAddresses;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A link to each provider of each cluster of this host, which are learned from the providers themselves and kept.
 *
 * <p>At most {@value Affiliations#CLUSTERS_MAX} clusters of {@value ProviderAddresses#PROVIDERS_MAX} providers. A
 * cluster's pods are reported to the provider that said last that it leads, for as long as that one is attached, and
 * only that one may run and stop them: another may not know yet that it leads no longer. What is lost of one cluster
 * touches no other. Any thread.
 */
public final class Links implements AutoCloseable, ClusterOf {
    private static final Logger LOG = LoggerFactory.getLogger(Links.class);

    private final Means means;
    private final RandomGenerator random;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<PeerId, Seat> seats = new HashMap<>();
    private final Map<Trust, Passport> passports = new HashMap<>();
    private final Map<String, HostAttachment> reportedTo = new HashMap<>();
    private Affiliations known = new Affiliations(List.of());
    private long welcomes;
    private boolean closed;

    /**
     * What links work with.
     *
     * @param passports how this host shows itself in a mesh; asked once for each
     * @param hello made anew for each attempt, with this record and the resources of the moment
     * @param book where what is learned is kept
     */
    public record Means(
            Host host,
            Function<Affiliation, Passport> passports,
            Function<SignedRecord, Hello> hello,
            Outgoing outgoing,
            Book book,
            Clock clock) {}

    /** This host in one mesh. */
    public record Passport(Attacher attacher, OwnRecord record) {}

    /** Where affiliations are kept. */
    @FunctionalInterface
    public interface Book {
        /** Changes what is kept, which may be newer than what was read; durable once it returned what is kept now. */
        Affiliations change(UnaryOperator<Affiliations> change) throws IOException;
    }

    /** A provider's link, and its attachment while there is one. */
    private static final class Seat {
        final Trust trust;
        final Link link;

        @Nullable
        HostAttachment attachment;

        long welcome;

        Seat(Trust trust, Link link) {
            this.trust = trust;
            this.link = link;
        }
    }

    /**
     * Not yet dialing.
     *
     * @param random must be safe for use by many threads
     */
    public Links(Means means, RandomGenerator random) {
        this.means = means;
        this.random = random;
    }

    /** Dials what is new, ends what is no longer wanted, and leaves everything else as it is. */
    public void follow(Affiliations wanted) {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            known = wanted;
            seats.entrySet().removeIf(seat -> isUnwanted(seat.getKey(), seat.getValue()));
            for (Affiliation affiliation : wanted.all()) {
                Passport passport = passport(affiliation);
                affiliation.clusters().stream()
                        .flatMap(cluster -> cluster.providers().stream())
                        .forEach(provider -> seat(provider, affiliation.trust(), passport));
            }
            passports.keySet().removeIf(trust -> wanted.of(trust).isEmpty());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Follows what is kept now, which somebody else may have changed.
     *
     * @throws IOException if it cannot be read
     */
    public void refresh() throws IOException {
        lock.lock();
        try {
            follow(means.book().change(kept -> kept));
        } finally {
            lock.unlock();
        }
    }

    private boolean isUnwanted(PeerId provider, Seat seat) {
        boolean wanted = known.at(provider)
                .filter(place -> place.affiliation().trust().equals(seat.trust))
                .isPresent();
        if (!wanted) {
            LOG.atInfo().addKeyValue("provider", provider).log("a provider is forgotten");
            seat.link.end();
        }
        return !wanted;
    }

    private Passport passport(Affiliation affiliation) {
        Passport passport = passports.computeIfAbsent(
                affiliation.trust(), trust -> means.passports().apply(affiliation));
        passport.record().replace(affiliation.record());
        return passport;
    }

    private void seat(ProviderAddresses provider, Trust trust, Passport passport) {
        Seat seat = seats.get(provider.peer());
        if (seat != null) {
            seat.link.redirect(provider);
            return;
        }
        Link.Means own = new Link.Means(
                means.host(),
                passport.attacher(),
                means.hello(),
                passport.record(),
                new Owner(provider.peer()),
                means.clock());
        Link link = new Link(provider, own, random);
        seats.put(provider.peer(), new Seat(trust, link));
        link.start();
    }

    /** What this host belongs to, as far as it was learned. */
    public Affiliations affiliations() {
        lock.lock();
        try {
            return known;
        } finally {
            lock.unlock();
        }
    }

    /** Whether a provider is there right now. */
    public Link.State state(PeerId provider) {
        lock.lock();
        try {
            Seat seat = seats.get(provider);
            return seat == null ? new Link.State.Detached("it is not dialed") : seat.link.state();
        } finally {
            lock.unlock();
        }
    }

    /** The providers that this host is attached to. */
    public Set<PeerId> providers() {
        return attachments().stream()
                .map(attachment -> attachment.provider().peer())
                .collect(Collectors.toSet());
    }

    /** All attachments. */
    public List<HostAttachment> attachments() {
        lock.lock();
        try {
            return attached().toList();
        } finally {
            lock.unlock();
        }
    }

    /** Those to whom pods are reported: at most one of each cluster. */
    public List<HostAttachment> leading() {
        lock.lock();
        try {
            return List.copyOf(reportedTo.values());
        } finally {
            lock.unlock();
        }
    }

    /** The clusters that can be reached: whose leading provider this host is attached to. */
    public Set<String> heard() {
        return leading().stream().map(HostAttachment::clusterId).collect(Collectors.toSet());
    }

    @Override
    public Optional<Standing> provider(PeerId peer) {
        lock.lock();
        try {
            Seat seat = seats.get(peer);
            return Optional.ofNullable(seat == null ? null : seat.attachment)
                    .map(attachment -> new Standing(
                            attachment.clusterId(), attachment.equals(reportedTo.get(attachment.clusterId()))));
        } finally {
            lock.unlock();
        }
    }

    private Stream<HostAttachment> attached() {
        return seats.values().stream().map(seat -> seat.attachment).filter(Objects::nonNull);
    }

    private Optional<String> welcomed(PeerId peer, HostAttachment attachment) {
        if (attachment.providers().ignored() > 0) {
            LOG.atWarn()
                    .addKeyValue("provider", peer)
                    .addKeyValue("addresses", attachment.providers().ignored())
                    .log("a provider named addresses that are malformed or too many; they are ignored");
        }
        lock.lock();
        try {
            Speaker speaker = new Speaker(peer, attachment.clusterId(), attachment.nodeName(), !attachment.standby());
            Optional<String> objection = learn(speaker, attachment.providers().providers());
            Seat seat = seats.get(peer);
            if (objection.isPresent() || seat == null || closed) {
                return Optional.of(objection.orElse("this host does not want to be attached to it"));
            }
            welcomes++;
            seat.welcome = welcomes;
            seat.attachment = attachment;
            report(attachment.clusterId());
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Takes over what a provider said, and keeps it; why it does not count, or nothing. */
    private Optional<String> learn(Speaker speaker, List<ProviderAddresses> said) {
        return switch (known.welcomed(speaker, said)) {
            case Learning.Refused refused -> Optional.of(refused.reason());
            case Learning.Learned learned when learned.now().equals(known) -> Optional.empty();
            case Learning.Learned learned -> {
                follow(kept(speaker, said).orElse(learned.now()));
                yield Optional.empty();
            }
        };
    }

    private Optional<Affiliations> kept(Speaker speaker, List<ProviderAddresses> said) {
        try {
            return Optional.of(means.book().change(before -> switch (before.welcomed(speaker, said)) {
                case Learning.Refused refused -> before;
                case Learning.Learned learned -> learned.now();
            }));
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("error", e.toString())
                    .log("where the cluster's providers are could not be kept; after a restart it is learned anew");
            return Optional.empty();
        }
    }

    private void acked(HostAttachment attachment, long sequence) {
        lock.lock();
        try {
            if (attachment.equals(reportedTo.get(attachment.clusterId()))) {
                means.outgoing().acked(attachment.clusterId(), sequence);
            }
        } finally {
            lock.unlock();
        }
    }

    private void ended(PeerId peer, HostAttachment attachment) {
        lock.lock();
        try {
            Seat seat = seats.get(peer);
            if (seat != null && attachment.equals(seat.attachment)) {
                seat.attachment = null;
            }
            report(attachment.clusterId());
        } finally {
            lock.unlock();
        }
    }

    /** Reports a cluster's pods to whoever leads it by now, all of them again if that is somebody else. */
    private void report(String cluster) {
        Optional<HostAttachment> leader = seats.values().stream()
                .filter(seat -> leads(seat.attachment, cluster))
                .max(Comparator.comparingLong(seat -> seat.welcome))
                .map(seat -> seat.attachment);
        HostAttachment before = reportedTo.get(cluster);
        if (leader.isEmpty()) {
            reportedTo.remove(cluster);
            means.outgoing().detached(cluster);
        } else if (!leader.get().equals(before)) {
            reportedTo.put(cluster, leader.get());
            means.outgoing().attached(leader.get());
        }
    }

    private static boolean leads(@Nullable HostAttachment attachment, String cluster) {
        return attachment != null
                && !attachment.standby()
                && attachment.clusterId().equals(cluster);
    }

    private final class Owner implements Link.Owner {
        private final PeerId peer;

        Owner(PeerId peer) {
            this.peer = peer;
        }

        @Override
        public Optional<String> welcomed(HostAttachment attachment) {
            return Links.this.welcomed(peer, attachment);
        }

        @Override
        public void acked(HostAttachment attachment, long sequence) {
            Links.this.acked(attachment, sequence);
        }

        @Override
        public void ended(HostAttachment attachment) {
            Links.this.ended(peer, attachment);
        }
    }

    /** Ends all attachments and the dialing, and waits for it. Idempotent. */
    @Override
    public void close() {
        List<Link> links;
        lock.lock();
        try {
            closed = true;
            links = seats.values().stream().map(seat -> seat.link).toList();
        } finally {
            lock.unlock();
        }
        links.forEach(Link::end);
        try {
            for (Link link : links) {
                link.awaitEnd();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
