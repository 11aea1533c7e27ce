package io.beemesh.provider.resource;

import io.beemesh.provider.hosts.Amounts;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.resource.ConditionFact.Truth;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the status of an EdgeHost has to say. Pure. */
final class EdgeHostView {
    private static final String READY = "Ready";

    private EdgeHostView() {}

    /** The status of a host. */
    static EdgeHostStatus of(EdgeHost held, Facts facts, Instant now) {
        Optional<HostView> host = facts.host();
        long generation =
                Optional.ofNullable(held.getMetadata().getGeneration()).orElse(0L);
        List<Condition> before = Optional.ofNullable(held.getStatus())
                .map(EdgeHostStatus::conditions)
                .orElse(List.of());
        List<Condition> conditions = Stream.concat(
                        Stream.of(ready(host)), facts.drained().map(HostDrain.Progress::fact).stream())
                .map(fact -> fact.since(before, now))
                .toList();
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

    private static ConditionFact ready(Optional<HostView> host) {
        if (host.isEmpty()) {
            return new ConditionFact(
                    READY,
                    Truth.UNKNOWN,
                    "NeverAttached",
                    "the host has not attached to this provider yet; run its agent");
        }
        return switch (host.get().state()) {
            case HostState.Attached attached
            when host.get().resources().unschedulable() ->
                new ConditionFact(READY, Truth.TRUE, "Cordoned", "the host is attached and takes no further pods");
            case HostState.Attached attached
            when attached.open() -> new ConditionFact(READY, Truth.TRUE, "Attached", "the host is attached");
            case HostState.Attached attached ->
                new ConditionFact(READY, Truth.TRUE, "Reporting", "the host is attached and tells what it runs");
            case HostState.Away away ->
                new ConditionFact(READY, Truth.TRUE, "Away", "the attachment ended at " + seconds(away.since()));
            case HostState.Lost lost ->
                new ConditionFact(
                        READY, Truth.UNKNOWN, "HostLost", "the host was not heard of since " + seconds(lost.since()));
        };
    }

    private static String lastSeen(HostState state, Instant now) {
        return switch (state) {
            case HostState.Attached attached -> seconds(now);
            case HostState.Away away -> seconds(away.since());
            case HostState.Lost lost -> seconds(lost.since());
        };
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

    /**
     * What is known of a host.
     *
     * @param host that this provider knows, or does not
     * @param drained how far its drain is; empty if it is not to be drained
     */
    record Facts(Optional<HostView> host, Optional<HostDrain.Progress> drained) {}
}
