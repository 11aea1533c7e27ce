package io.beemesh.provider.node;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.node.LeaseWriter.NodeUid;
import io.beemesh.provider.kube.node.NodeWriter;
import io.beemesh.provider.kube.node.OwnTaints;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the Node object to what it should be, one pass a call. Called by one thread at a time. */
final class NodeRegistrar {
    private static final Logger log = LoggerFactory.getLogger(NodeRegistrar.class);

    private final NodeSettings settings;
    private final NodeWriter nodes;
    private final NodeFaults faults;
    private final HostsView hosts;
    private final Clock clock;
    private final NodeImage image;
    private volatile Optional<NodeUid> uid = Optional.empty();
    private Optional<Instant> settlesAt = Optional.empty();
    private Instant writtenAt = Instant.EPOCH;

    NodeRegistrar(NodeSettings settings, NodeWriter nodes, NodeFaults faults, HostsView hosts, Clock clock) {
        this.settings = settings;
        this.nodes = nodes;
        this.faults = faults;
        this.hosts = hosts;
        this.clock = clock;
        image = new NodeImage(settings);
    }

    /** How a pass ended. */
    sealed interface Outcome {}

    /** The node is as it should be. */
    record Kept() implements Outcome {}

    /** Somebody else's node has the name, or the API server forbids it. */
    record Refused(String message) implements Outcome {}

    /** The API server did not do its part. */
    record Troubled(String message) implements Outcome {}

    Optional<NodeUid> uid() {
        return uid;
    }

    /** How long until the status is due, changes aside. */
    Duration untilNext() {
        Instant now = clock.instant();
        // While it settles, nothing was written yet and nothing is due.
        Instant next = settlesAt
                .filter(now::isBefore)
                .orElse(writtenAt.plus(settings.pace().statusEvery()));
        return now.isBefore(next) ? Duration.between(now, next) : Duration.ZERO;
    }

    Outcome refresh() {
        return switch (nodes.find(settings.name())) {
            case Answer.Done<Node>(Node held) -> adopt(held);
            case Answer.Missing<Node>() -> create();
            case Answer.Conflict<Node>() -> new Troubled("the node could not be read: conflict");
            case Answer.Failed<Node>(String reason, boolean retryable) -> trouble("read", reason, retryable);
        };
    }

    /** Says that the provider stops; failing to say so is no error, the lease runs out. */
    void markStopped() {
        if (uid.isEmpty()) {
            return;
        }
        Instant now = clock.instant();
        if (nodes.find(settings.name()) instanceof Answer.Done<Node>(Node held)) {
            NodeStatus stopped = new NodeStatusBuilder()
                    .withConditions(NodeConditions.stopped(conditions(held), now))
                    .build();
            nodes.mergeStatus(settings.name(), stopped);
            log.atInfo().addKeyValue("node", settings.name()).log("node marked as stopped");
        }
    }

    private Outcome create() {
        List<MeshHost> all = hosts.hosts();
        return withServerVersion(version -> {
            NodeStatus status = image.status(facts(all), version, List.of(), clock.instant());
            Node tainted = image.tainted();
            Node node = new NodeBuilder(image.labelled(all))
                    .editMetadata()
                    .withAnnotations(tainted.getMetadata().getAnnotations())
                    .endMetadata()
                    .withSpec(tainted.getSpec())
                    .withStatus(status)
                    .build();
            return switch (nodes.create(node)) {
                case Answer.Done<Node>(Node made) -> registered(made);
                case Answer.Conflict<Node>() -> new Troubled("the node was made by somebody else in between");
                case Answer.Missing<Node>() -> new Troubled("the API server knows no nodes");
                case Answer.Failed<Node>(String reason, boolean retryable) -> trouble("made", reason, retryable);
            };
        });
    }

    private NodeImage.Facts facts(List<MeshHost> all) {
        return new NodeImage.Facts(all, faults.certificates().fault());
    }

    private Outcome registered(Node made) {
        settlesAt = Optional.of(Instant.EPOCH);
        uid = Optional.of(new NodeUid(made.getMetadata().getUid()));
        writtenAt = clock.instant();
        faults.tell(made.getMetadata().getName(), List.of(), conditions(made));
        log.atInfo()
                .addKeyValue("node", settings.name())
                .addKeyValue("mesh", settings.mesh())
                .log("node registered");
        return new Kept();
    }

    private Outcome adopt(Node held) {
        if (!isOurs(held)) {
            return new Refused("a node named '" + settings.name() + "' exists and is not BeeMesh's (no label "
                    + NodeImage.OWN_LABEL + "); set beemesh.node.name to another name");
        }
        NodeUid heldUid = new NodeUid(held.getMetadata().getUid());
        if (!uid.equals(Optional.of(heldUid))) {
            log.atInfo().addKeyValue("node", settings.name()).log("node taken over");
        }
        uid = Optional.of(heldUid);
        if (settlesAt.isEmpty()) {
            settlesAt = Optional.of(clock.instant().plus(settings.pace().settle()));
        }
        return bring(held, hosts.hosts());
    }

    private Outcome bring(Node held, List<MeshHost> all) {
        if (isSettling(all)) {
            // Hosts of a provider that just came back are on their way; until then the node stays as it was.
            return new Kept();
        }
        Node labelled = image.labelled(all);
        if (NodeDifference.ofLabels(held, labelled)
                && nodes.merge(labelled) instanceof Answer.Failed<Node>(String reason, boolean retryable)) {
            return trouble("labelled", reason, retryable);
        }
        if (!OwnTaints.areOn(held, image.tainted().getSpec().getTaints())
                && nodes.taint(image.tainted()) instanceof Answer.Failed<Node>(String reason, boolean retryable)) {
            return trouble("tainted", reason, retryable);
        }
        return withServerVersion(
                version -> bringStatus(held, image.status(facts(all), version, conditions(held), clock.instant())));
    }

    private Outcome bringStatus(Node held, NodeStatus wanted) {
        boolean due = !clock.instant().isBefore(writtenAt.plus(settings.pace().statusEvery()));
        if (!due && held.getStatus() != null && !NodeDifference.ofStatus(held.getStatus(), wanted)) {
            return new Kept();
        }
        return switch (nodes.mergeStatus(settings.name(), wanted)) {
            case Answer.Done<Node>(Node after) -> {
                writtenAt = clock.instant();
                faults.tell(settings.name(), conditions(held), wanted.getConditions());
                yield new Kept();
            }
            case Answer.Missing<Node>() -> create();
            case Answer.Conflict<Node>() -> new Troubled("the status was changed in between");
            case Answer.Failed<Node>(String reason, boolean retryable) -> trouble("updated", reason, retryable);
        };
    }

    private boolean isSettling(List<MeshHost> all) {
        return all.stream().noneMatch(MeshHost::attached)
                && settlesAt.filter(clock.instant()::isBefore).isPresent();
    }

    private Outcome withServerVersion(Function<String, Outcome> then) {
        return switch (nodes.serverVersion()) {
            case Answer.Done<String>(String version) -> then.apply(version);
            case Answer.Missing<String>() -> new Troubled("the API server does not say its version");
            case Answer.Conflict<String>() -> new Troubled("the API server does not say its version");
            case Answer.Failed<String>(String reason, boolean retryable) -> new Troubled(reason);
        };
    }

    private Outcome trouble(String verb, String reason, boolean retryable) {
        String message = "node '" + settings.name() + "' cannot be " + verb + ": " + reason;
        return retryable ? new Troubled(message) : new Refused(message);
    }

    private static boolean isOurs(Node held) {
        var labels = held.getMetadata().getLabels();
        return labels != null && labels.containsKey(NodeImage.OWN_LABEL);
    }

    private static List<NodeCondition> conditions(Node held) {
        return held.getStatus() == null ? List.of() : held.getStatus().getConditions();
    }
}
