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
        Stream<ConditionFact> distress = host.stream().flatMap(Distress::facts);
        List<Condition> conditions = Stream.of(
                        Stream.of(ready(host)), distress, facts.drained().map(HostDrain.Progress::fact).stream())
                .flatMap(each -> each)
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

    /**
     * What a host runs short of, as conditions of its EdgeHost. Pods are placed on no host of which one holds. Pure.
     *
     * @param type of the condition, as the host reports it
     * @param reason while it holds
     * @param message while it holds
     * @param calm the reason while it does not
     */
    private record Distress(String type, String reason, String message, String calm) {
        private static final List<Distress> ALL = List.of(
                new Distress(
                        "MemoryPressure",
                        "KubeletHasInsufficientMemory",
                        "the host has little memory left: pods are evicted, the greediest first",
                        "KubeletHasSufficientMemory"),
                new Distress(
                        "DiskPressure",
                        "KubeletHasDiskPressure",
                        "the host has little disk left: idle images go, then pods are evicted, the greediest first",
                        "KubeletHasNoDiskPressure"),
                new Distress(
                        "ContainerRuntimeUnhealthy",
                        "PodmanDoesNotAnswer",
                        "Podman does not answer; what runs there runs on, and is reported again when it does",
                        "PodmanAnswers"));

        /** What holds and what does not, by the host's last word. */
        static Stream<ConditionFact> facts(HostView host) {
            List<String> reported = host.resources().pressures();
            return ALL.stream().map(each -> each.fact(reported.contains(each.type)));
        }

        private ConditionFact fact(boolean holds) {
            return holds
                    ? new ConditionFact(type, Truth.TRUE, reason, message)
                    : new ConditionFact(type, Truth.FALSE, calm, "the host reports nothing of it");
        }
    }
}
