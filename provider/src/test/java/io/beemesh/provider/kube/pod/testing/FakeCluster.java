package io.beemesh.provider.kube.pod.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.EventRecorder;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kube.pod.PodStore;
import io.beemesh.provider.kube.pod.StatusWriter;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The pods of an API server in memory: versions, preconditions, and a watch that lags until it is told to go on.
 *
 * <p>A restart of the provider is {@link #restart()}: the watch begins anew with a list.
 */
public final class FakeCluster implements StatusWriter, EventRecorder {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What was recorded, latest last. */
    public final List<Happening> happenings = new ArrayList<>();

    /** Whether the next call fails before it has an effect. */
    public BooleanSupplier failsBefore = () -> false;

    /** Whether the next call has its effect and then fails. */
    public BooleanSupplier failsAfter = () -> false;

    private final Map<String, Pod> truth = new TreeMap<>();
    private final Queue<Runnable> watch = new ArrayDeque<>();
    private Source source = new Source();
    private long version;

    /** The pod as it is. */
    public Optional<Pod> pod(String uid) {
        return Optional.ofNullable(truth.get(uid));
    }

    /** All pods as they are. */
    public List<Pod> pods() {
        return List.copyOf(truth.values());
    }

    /** The source of the provider that runs now. */
    public PodSource source() {
        return source;
    }

    /** A new provider: what is in flight to the old one is lost, and nothing is known before {@link #sync()}. */
    public void restart() {
        watch.clear();
        source = new Source();
    }

    /** The list of the watch arrives. */
    public void sync() {
        truth.values().forEach(source.store::seen);
        source.synced = true;
    }

    /** Whether the watch has something to bring. */
    public boolean lags() {
        return !watch.isEmpty();
    }

    /** The watch brings its next event. */
    public void deliver() {
        Runnable next = watch.poll();
        if (next != null) {
            next.run();
        }
    }

    /** Sets a pod as a client or the scheduler would. */
    public void put(Pod pod) {
        Pod versioned = new PodBuilder(pod)
                .editMetadata()
                .withResourceVersion(Long.toString(++version))
                .endMetadata()
                .build();
        truth.put(pod.getMetadata().getUid(), versioned);
        Source to = source;
        watch.add(() -> to.store.seen(versioned));
    }

    /** Removes a pod as a forced delete would. */
    public void drop(String uid) {
        version++;
        truth.remove(uid);
        Source to = source;
        watch.add(() -> to.store.gone(uid));
    }

    @Override
    public Outcome annotate(Pod seen, Map<String, String> annotations) {
        return write(PodRef.of(seen), pod -> {
            if (!pod.getMetadata()
                    .getResourceVersion()
                    .equals(seen.getMetadata().getResourceVersion())) {
                return Optional.empty();
            }
            return Optional.of(new PodBuilder(pod)
                    .editMetadata()
                    .addToAnnotations(annotations)
                    .endMetadata()
                    .build());
        });
    }

    @Override
    public Outcome patch(PodRef ref, String patch) {
        return write(ref, pod -> Optional.of(patched(pod, patch)));
    }

    @Override
    public Outcome remove(PodRef ref) {
        if (failsBefore.getAsBoolean()) {
            return new Outcome.Unavailable("before");
        }
        if (truth.containsKey(ref.uid())) {
            drop(ref.uid());
        }
        return failsAfter.getAsBoolean() ? new Outcome.Unavailable("after") : new Outcome.Absent();
    }

    @Override
    public void record(Happening happening) {
        happenings.add(happening);
    }

    private Outcome write(PodRef ref, Change change) {
        if (failsBefore.getAsBoolean()) {
            return new Outcome.Unavailable("before");
        }
        Pod pod = truth.get(ref.uid());
        if (pod == null) {
            return new Outcome.Absent();
        }
        Optional<Pod> changed = change.of(pod);
        if (changed.isEmpty()) {
            return new Outcome.Conflict();
        }
        put(changed.get());
        return failsAfter.getAsBoolean() ? new Outcome.Unavailable("after") : new Outcome.Written(truth.get(ref.uid()));
    }

    /** As far as a strategic merge matters here: conditions merge by type, the rest is replaced. */
    private static Pod patched(Pod pod, String patch) {
        try {
            ObjectNode whole = JSON.valueToTree(pod);
            ObjectNode status = whole.withObjectProperty("status");
            JSON.readTree(patch).properties().forEach(field -> {
                if (field.getKey().equals("conditions")) {
                    status.set("conditions", merged(status.path("conditions"), field.getValue()));
                } else if (field.getValue().isNull()) {
                    status.remove(field.getKey());
                } else {
                    status.set(field.getKey(), withoutDirectives(field.getValue()));
                }
            });
            return JSON.treeToValue(whole, Pod.class);
        } catch (JsonProcessingException invalid) {
            throw new IllegalStateException("patch is no JSON: " + patch, invalid);
        }
    }

    private static JsonNode withoutDirectives(JsonNode value) {
        if (!value.isArray()) {
            return value;
        }
        ArrayNode kept = JSON.createArrayNode();
        value.forEach(element -> {
            if (!element.has("$patch")) {
                kept.add(element);
            }
        });
        return kept;
    }

    private static JsonNode merged(JsonNode had, JsonNode changes) {
        Map<String, JsonNode> byType = new HashMap<>();
        had.forEach(condition -> byType.put(condition.path("type").asText(), condition));
        changes.forEach(condition -> byType.put(condition.path("type").asText(), condition));
        return JSON.createArrayNode().addAll(byType.values());
    }

    private interface Change {
        Optional<Pod> of(Pod pod);
    }

    private final class Source implements PodSource {
        private final PodStore store = new PodStore();
        private boolean synced;

        @Override
        public boolean synced() {
            return synced;
        }

        @Override
        public Optional<Pod> find(String uid) {
            return store.find(uid);
        }

        @Override
        public List<Pod> all() {
            return store.all();
        }

        @Override
        public Listening listen(Listener listener) {
            return store.listen(listener);
        }

        @Override
        public void wrote(Pod pod) {
            store.wrote(pod);
        }

        @Override
        public Optional<Pod> read(PodRef ref) throws KubeUnavailableException {
            if (failsBefore.getAsBoolean()) {
                throw new KubeUnavailableException("before", new IllegalStateException("fake"));
            }
            Optional<Pod> found = pod(ref.uid());
            found.ifPresent(store::seen);
            return found;
        }
    }
}
