package io.beemesh.provider.resource;

import io.beemesh.provider.hosts.Amounts;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostView;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** What the status of an EdgeHost has to say. Pure. */
final class EdgeHostView {
    private static final String READY = "Ready";

    private EdgeHostView() {}

    /** The status of a host that this provider knows, or does not. */
    static EdgeHostStatus of(EdgeHost held, Optional<HostView> host, Instant now) {
        long generation =
                Optional.ofNullable(held.getMetadata().getGeneration()).orElse(0L);
        List<Condition> before = Optional.ofNullable(held.getStatus())
                .map(EdgeHostStatus::conditions)
                .orElse(List.of());
        List<Condition> conditions = List.of(stamp(ready(host), before, now));
        if (host.isEmpty()) {
            return new EdgeHostStatus(generation, conditions, 0, "", "", "", "", "", "", "");
        }
        HostView view = host.get();
        Amounts room = view.resources().allocatable();
        return new EdgeHostStatus(
                generation,
                conditions,
                view.pods().size(),
                cores(room.cpuMillis()),
                mebibytes(room.memoryBytes()),
                view.facts().getArchitecture(),
                lastSeen(view.state(), now),
                view.facts().getAddress(),
                view.facts().getPodmanVersion(),
                view.facts().getAgentVersion());
    }

    /** Whether it is worth a write: anything but the time of last being seen, or that if it is too old. */
    static boolean differs(Optional<EdgeHostStatus> held, EdgeHostStatus wanted, Duration coarse) {
        if (held.isEmpty() || !held.get().seenAt("").equals(wanted.seenAt(""))) {
            return true;
        }
        if (wanted.lastSeen().isEmpty() || held.get().lastSeen().isEmpty()) {
            return !wanted.lastSeen().equals(held.get().lastSeen());
        }
        Duration behind = Duration.between(Instant.parse(held.get().lastSeen()), Instant.parse(wanted.lastSeen()));
        return behind.compareTo(coarse) >= 0;
    }

    private static Fact ready(Optional<HostView> host) {
        if (host.isEmpty()) {
            return new Fact(
                    "Unknown", "NeverAttached", "the host has not attached to this provider yet; run its agent");
        }
        return switch (host.get().state()) {
            case HostState.Attached attached
            when host.get().resources().unschedulable() ->
                new Fact("True", "Cordoned", "the host is attached and takes no further pods");
            case HostState.Attached attached
            when attached.open() -> new Fact("True", "Attached", "the host is attached");
            case HostState.Attached attached ->
                new Fact("True", "Reporting", "the host is attached and tells what it runs");
            case HostState.Away away -> new Fact("True", "Away", "the attachment ended at " + seconds(away.since()));
            case HostState.Lost lost ->
                new Fact("Unknown", "HostLost", "the host was not heard of since " + seconds(lost.since()));
        };
    }

    private static String lastSeen(HostState state, Instant now) {
        return switch (state) {
            case HostState.Attached attached -> seconds(now);
            case HostState.Away away -> seconds(away.since());
            case HostState.Lost lost -> seconds(lost.since());
        };
    }

    private static Condition stamp(Fact fact, List<Condition> before, Instant now) {
        String since = before.stream()
                .filter(c -> c.getType().equals(READY) && fact.status.equals(c.getStatus()))
                .map(Condition::getLastTransitionTime)
                .findFirst()
                .orElse(seconds(now));
        return new ConditionBuilder()
                .withType(READY)
                .withStatus(fact.status)
                .withReason(fact.reason)
                .withMessage(fact.message)
                .withLastTransitionTime(since)
                .build();
    }

    private static String cores(long millis) {
        return millis % 1000 == 0 ? Long.toString(millis / 1000) : millis + "m";
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + "Mi";
    }

    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private record Fact(String status, String reason, String message) {}
}
