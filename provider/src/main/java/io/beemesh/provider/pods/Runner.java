package io.beemesh.provider.pods;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.PodOnHost;
import io.beemesh.provider.hosts.PodOnHost.PodName;
import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.placement.Assignment;
import io.beemesh.provider.pods.resolve.Reads;
import io.beemesh.provider.pods.resolve.Resolution;
import io.beemesh.provider.pods.resolve.Resolver;
import io.beemesh.provider.state.StateWish;
import io.beemesh.provider.state.Workload;
import io.beemesh.provider.storage.BoundClaim;
import io.beemesh.provider.storage.LocalVolumes;
import io.fabric8.kubernetes.api.model.Pod;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Brings a pod to the host that it is assigned to, and keeps it up to date there. Blocks while it asks. */
final class Runner {
    /** How soon a missing ConfigMap or Secret is looked for again. */
    private static final Duration MISSING_AGAIN = Duration.ofSeconds(5);

    private final Ports ports;
    private final PodTimes times;
    private final Function<Pod, Resolver> resolvers;
    private final HostTable table;
    private final AtomicLong revisions = new AtomicLong();

    Runner(Ports ports, PodTimes times, Function<Pod, Resolver> resolvers) {
        this.ports = ports;
        this.times = times;
        this.resolvers = resolvers;
        this.table = ports.mesh().table();
    }

    /** Has the host run the pod as it is, if it does not already. */
    Run run(Pod pod, Assignment assignment, HostState.Attached attached, PodMemo memo) throws InterruptedException {
        Instant now = ports.clock().instant();
        int fingerprint = PodRules.fingerprint(pod);
        boolean held = holds(assignment.host(), pod.getMetadata().getUid());
        Optional<PodMemo.Sent> sent = memo.sent().filter(it -> held && it.fingerprint() == fingerprint);
        if (sent.isPresent() && now.isBefore(sent.get().checkAt())) {
            return new Run.Held(Duration.between(now, sent.get().checkAt()));
        }
        Optional<StateWish> wish = ports.mesh().groups().wish(pod);
        if (wish.isEmpty()) {
            return new Run.Unknown();
        }
        if (wish.get() instanceof StateWish.Refused refused) {
            return new Run.Refused("InvalidStateGroup", refused.message(), !held);
        }
        Optional<String> group = wish.get() instanceof StateWish.Grouped(Workload workload)
                ? ports.mesh().groups().of(workload)
                : Optional.of("");
        if (group.isEmpty()) {
            return new Run.Unknown();
        }
        boolean leased = PodRules.stateful(pod) && group.get().isEmpty();
        Duration lease = leased ? times.lease() : Duration.ZERO;
        Reads reads = memo.takeReads().orElseGet(() -> read(pod));
        return switch (resolvers.apply(pod).resolve(pod, lease, reads)) {
            case Resolution.Unavailable ignored -> new Run.Unknown();
            case Resolution.Resolved resolved -> {
                Optional<BoundClaim> elsewhere = resolved.claims().stream()
                        .filter(claim -> claim.isElsewhere(assignment.host()))
                        .findFirst();
                if (elsewhere.isPresent()) {
                    yield new Run.Refused("VolumeElsewhere", elsewhere(elsewhere.get()), false);
                }
                RunPod request = resolved.request().toBuilder()
                        .setStateGroup(group.get())
                        .build();
                Duration check = resolved.missing().isEmpty() ? times.resync() : MISSING_AGAIN;
                PodMemo.Sent version = new PodMemo.Sent(fingerprint, digest(request), now.plus(check));
                if (sent.isPresent() && sent.get().digest().equals(version.digest())) {
                    memo.sent(version);
                    yield new Run.Held(check);
                }
                Contact contact = new Contact(assignment, attached.number(), held);
                Run run = ask(pod, request, version, contact, memo);
                yield run instanceof Run.Held && !pinned(resolved.claims(), assignment.host(), memo)
                        ? new Run.Unknown()
                        : run;
            }
        };
    }

    /** Begins to read what the pod names; returns at once. */
    Reads read(Pod pod) {
        return resolvers.apply(pod).read(pod);
    }

    /** The hosts that have data of the pod's volumes; no answer if they could not be read. */
    Optional<Set<PeerId>> homes(Pod pod) {
        try {
            return Optional.of(resolvers.apply(pod).claims(pod).stream()
                    .flatMap(claim -> claim.host().stream())
                    .collect(Collectors.toSet()));
        } catch (KubeUnavailableException unavailable) {
            return Optional.empty();
        }
    }

    /** Writes on volumes that had no host that this one has them; if that fails, all is done again. */
    private boolean pinned(List<BoundClaim> claims, PeerId host, PodMemo memo) {
        boolean all = claims.stream()
                .filter(claim -> claim.host().isEmpty())
                .flatMap(claim -> claim.volume().stream())
                .allMatch(volume -> ports.cluster().pins().annotate(volume, LocalVolumes.annotations(host)));
        if (!all) {
            memo.unsent();
        }
        return all;
    }

    private static String elsewhere(BoundClaim claim) {
        return "volume " + claim.volumeName() + " of claim " + claim.claim() + " is on host "
                + claim.host().map(PeerId::toString).orElse("");
    }

    private Run ask(Pod pod, RunPod request, PodMemo.Sent version, Contact contact, PodMemo memo)
            throws InterruptedException {
        PeerId host = contact.assignment().host();
        int attempt = contact.assignment().attempt();
        RunPod whole = ports.mesh().groups().signed(request).toBuilder()
                .setAttempt(attempt)
                .setRevision(revision())
                .build();
        RunOutcome outcome;
        memo.uncertain(new PodMemo.Contact(host, contact.attachment()));
        try {
            outcome = ports.mesh().client().run(host, whole);
        } catch (IllegalArgumentException tooLong) {
            memo.certain();
            return new Run.Refused("PodTooLarge", String.valueOf(tooLong.getMessage()), true);
        }
        return switch (outcome) {
            case RunOutcome.Admitted ignored -> {
                memo.sent(version);
                PodRef ref = PodRef.of(pod);
                table.admitted(
                        host,
                        contact.attachment(),
                        ref.uid(),
                        new PodOnHost(new PodName(ref.namespace(), ref.name()), attempt));
                yield new Run.Held(Duration.between(ports.clock().instant(), version.checkAt()));
            }
            case RunOutcome.Refused refused -> {
                memo.certain();
                if (contact.held()) {
                    // It runs on as it was; the next change is offered again.
                    memo.sent(version);
                    yield new Run.UpdateRefused(refused.reason(), refused.message());
                }
                yield new Run.Refused(refused.reason(), refused.message(), refused.permanent());
            }
            case RunOutcome.Unreachable ignored -> new Run.Unknown();
        };
    }

    private boolean holds(PeerId host, String uid) {
        return table.find(host).filter(view -> view.pods().containsKey(uid)).isPresent();
    }

    /** Grows with each request, also over a restart if the clock does. */
    private long revision() {
        long now = ports.clock().millis();
        return revisions.updateAndGet(last -> Math.max(last + 1, now));
    }

    private static String digest(RunPod request) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(request.toByteArray()));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-256 is in every Java runtime", impossible);
        }
    }

    /** Whom is asked, and whether it has the pod already. */
    private record Contact(Assignment assignment, long attachment, boolean held) {}

    /** What came of it. */
    sealed interface Run {
        /** The host has the pod; all is to be looked at again after a while. */
        record Held(Duration checkAfter) implements Run {}

        /** The host does not run the pod. */
        record Refused(String reason, String message, boolean permanent) implements Run {}

        /** The host runs the pod on, but as it was. */
        record UpdateRefused(String reason, String message) implements Run {}

        /** Something gave no answer; the same is to be tried again. */
        record Unknown() implements Run {}
    }
}
