package io.beemesh.provider.pods;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.pods.resolve.Reads;
import io.beemesh.provider.status.StatusMapper.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the controller remembers of one pod between two looks at it; nothing of it needs to survive a restart.
 *
 * <p>Used only by the thread that works on the pod.
 */
final class PodMemo {
    private final Map<PeerId, Refusal> refusals = new HashMap<>();
    private Optional<Assignment> refused = Optional.empty();
    private Optional<Sent> sent = Optional.empty();
    private Optional<Contact> uncertain = Optional.empty();
    private Optional<Reads> reads = Optional.empty();
    private Optional<Instant> askedAll = Optional.empty();
    private Optional<Lost> lost = Optional.empty();
    private long graceSeconds = 30;

    /** That a host said that it lost an attempt, and when. */
    private record Lost(PeerId host, int attempt, Instant since) {}

    /** When a host said first that it lost the pod. */
    Instant lostSince(HostReport report, Instant now) {
        PeerId host = report.origin().host();
        int attempt = report.pod().attempt();
        Lost first = lost.filter(it -> it.host().equals(host) && it.attempt() == attempt)
                .orElseGet(() -> new Lost(host, attempt, now));
        lost = Optional.of(first);
        return first.since();
    }

    /** The host said no to this assignment. */
    void refused(Assignment assignment, Refusal refusal) {
        refused = Optional.of(assignment);
        refusals.put(assignment.host(), refusal);
    }

    boolean isRefused(Assignment assignment) {
        return refused.filter(assignment::equals).isPresent();
    }

    /** The hosts that are not to be asked for now. */
    Set<PeerId> refusing(Instant now) {
        refusals.values().removeIf(refusal -> !now.isBefore(refusal.until()));
        return Set.copyOf(refusals.keySet());
    }

    /** What the hosts said that are not to be asked for now, if all of them gave this reason. */
    Optional<Verdict> unanimous(String reason) {
        Optional<Verdict> any = refusals.values().stream().map(Refusal::verdict).findFirst();
        return any.filter(it -> refusals.values().stream()
                .allMatch(refusal -> refusal.verdict().reason().equals(reason)));
    }

    /** All hosts have refused the pod; whether they did before as well, and each has been asked again since. */
    boolean isConfirmed(Instant now) {
        if (askedAll.isEmpty()) {
            askedAll = Optional.of(now);
            return false;
        }
        return refusals.values().stream().allMatch(refusal -> refusal.at().isAfter(askedAll.get()));
    }

    /** What hosts refuse the pod for is not to be confirmed any more. */
    void unconfirmed() {
        askedAll = Optional.empty();
    }

    /** What the pod names is being read already, for this look; or not. */
    void reads(Optional<Reads> begun) {
        reads = begun;
    }

    /** The same, to be used once. */
    Optional<Reads> takeReads() {
        Optional<Reads> taken = reads;
        reads = Optional.empty();
        return taken;
    }

    /** The host has this version of the pod and of what it names. */
    void sent(Sent what) {
        sent = Optional.of(what);
        uncertain = Optional.empty();
    }

    /** What the host has is to be gone through again. */
    void unsent() {
        sent = Optional.empty();
    }

    Optional<Sent> sent() {
        return sent;
    }

    /** The host was asked to run the pod, and no answer came. */
    void uncertain(Contact contact) {
        uncertain = Optional.of(contact);
    }

    /** It is known by now what became of the question. */
    void certain() {
        uncertain = Optional.empty();
    }

    boolean isUncertain(Contact contact) {
        return uncertain.filter(contact::equals).isPresent();
    }

    void graceSeconds(long seconds) {
        graceSeconds = seconds;
    }

    /** The grace of the pod when it was last seen. */
    long graceSeconds() {
        return graceSeconds;
    }

    /**
     * What a host said no with.
     *
     * @param hold for how long after that it is not asked again
     */
    record Refusal(Verdict verdict, Instant at, Duration hold) {
        private Instant until() {
            return at.plus(hold);
        }
    }

    /**
     * A version that a host has.
     *
     * @param fingerprint of the pod's spec and metadata
     * @param digest of the whole request, in hexadecimal
     * @param checkAt when what the pod names is to be read again
     */
    record Sent(int fingerprint, String digest, Instant checkAt) {}

    /**
     * One attachment of a host.
     *
     * @param host which
     * @param attachment its number
     */
    record Contact(PeerId host, long attachment) {}
}
