package io.beemesh.provider.kube.node.testing;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.node.NodeWriter;
import io.beemesh.provider.kube.node.OwnTaints;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.NodeStatusBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Nodes in memory; merges labels, taints and conditions as the API server does. */
public final class FakeNodes implements NodeWriter {
    private final Map<String, Node> nodes = new ConcurrentHashMap<>();
    private final List<Runnable> watchers = new CopyOnWriteArrayList<>();
    private final AtomicInteger statusWrites = new AtomicInteger();
    private volatile Optional<Answer.Failed<?>> failure = Optional.empty();

    /** Answers every request with a failure until {@link #recover}. */
    public void fail(String reason, boolean retryable) {
        failure = Optional.of(new Answer.Failed<>(reason, retryable));
    }

    /** Answers again. */
    public void recover() {
        failure = Optional.empty();
    }

    /** Puts a node there, as somebody else would. */
    public void put(Node node) {
        nodes.put(node.getMetadata().getName(), node);
    }

    /** Takes a node away, as somebody else would. */
    public void delete(String name) {
        nodes.remove(name);
        watchers.forEach(Runnable::run);
    }

    /** How often a status was merged. */
    public int statusWrites() {
        return statusWrites.get();
    }

    /** The condition of a node. */
    public Optional<NodeCondition> condition(String node, String type) {
        return Optional.ofNullable(nodes.get(node)).stream()
                .flatMap(n -> n.getStatus().getConditions().stream())
                .filter(c -> c.getType().equals(type))
                .findFirst();
    }

    @Override
    public Answer<String> serverVersion() {
        return answer(() -> new Answer.Done<>("v1.36.3+k3s1"));
    }

    @Override
    public Answer<Node> find(String name) {
        return answer(() -> {
            Node node = nodes.get(name);
            return node == null ? new Answer.Missing<>() : new Answer.Done<>(node);
        });
    }

    @Override
    public Answer<Node> create(Node node) {
        return answer(() -> {
            Node made = new NodeBuilder(node)
                    .editMetadata()
                    .withUid(UUID.randomUUID().toString())
                    .endMetadata()
                    .build();
            Node held = nodes.putIfAbsent(node.getMetadata().getName(), made);
            return held == null ? new Answer.Done<>(made) : new Answer.Conflict<>();
        });
    }

    @Override
    public Answer<Node> merge(Node changes) {
        return edit(changes.getMetadata().getName(), held -> {
            Map<String, String> labels = new HashMap<>(held.getMetadata().getLabels());
            labels.putAll(changes.getMetadata().getLabels());
            return new NodeBuilder(held)
                    .editMetadata()
                    .withLabels(labels)
                    .endMetadata()
                    .build();
        });
    }

    @Override
    public Answer<Node> taint(Node taints) {
        return edit(taints.getMetadata().getName(), held -> new NodeBuilder(held)
                .editMetadata()
                .addToAnnotations(taints.getMetadata().getAnnotations())
                .endMetadata()
                .withNewSpec()
                .withTaints(OwnTaints.merged(held, taints.getSpec().getTaints()))
                .endSpec()
                .build());
    }

    @Override
    public Answer<Node> remove(Node node) {
        return answer(() ->
                nodes.remove(node.getMetadata().getName()) == null ? new Answer.Missing<>() : new Answer.Done<>(node));
    }

    @Override
    public Answer<Node> mergeStatus(String name, NodeStatus status) {
        statusWrites.incrementAndGet();
        return edit(name, held -> {
            NodeStatus before = held.getStatus() == null ? new NodeStatus() : held.getStatus();
            List<NodeCondition> conditions = new ArrayList<>(before.getConditions());
            status.getConditions()
                    .forEach(c -> conditions.removeIf(old -> old.getType().equals(c.getType())));
            conditions.addAll(status.getConditions());
            NodeStatus base = status.getNodeInfo() == null ? before : status;
            return new NodeBuilder(held)
                    .withStatus(new NodeStatusBuilder(base)
                            .withConditions(conditions)
                            .build())
                    .build();
        });
    }

    @Override
    public Watching watch(String name, Runnable changed) {
        watchers.add(changed);
        return () -> watchers.remove(changed);
    }

    private Answer<Node> edit(String name, UnaryOperator<Node> how) {
        return answer(() -> {
            Node after = nodes.computeIfPresent(name, (key, held) -> how.apply(held));
            return after == null ? new Answer.Missing<>() : new Answer.Done<>(after);
        });
    }

    private <T> Answer<T> answer(Supplier<Answer<T>> otherwise) {
        return failure.<Answer<T>>map(f -> new Answer.Failed<>(f.reason(), f.retryable()))
                .orElseGet(otherwise);
    }
}
