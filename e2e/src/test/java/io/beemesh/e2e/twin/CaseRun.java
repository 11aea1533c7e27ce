package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** One manifest on one side, from its namespace to its last answer. For one thread. */
final class CaseRun {
    private static final Duration STEP_LIMIT = Duration.ofSeconds(60);
    private static final Duration FURNISH_LIMIT = Duration.ofSeconds(30);
    private static final Duration PAUSE = Duration.ofMillis(250);
    private static final Duration QUIET = Duration.ofMillis(1500);
    private static final Duration QUIET_LIMIT = Duration.ofSeconds(6);

    private final Cluster cluster;
    private final Manifest manifest;
    private final Side side;
    private final String namespace;
    private final Recording recording;
    private Predicate<Recording> settled = it -> true;
    private int number;

    CaseRun(Cluster cluster, String run, Manifest manifest, Side side) {
        this.cluster = cluster;
        this.manifest = manifest;
        this.side = side;
        this.namespace = side.namespace(run, manifest.slug());
        this.recording = cluster.open(namespace);
    }

    Recording recording() {
        return recording;
    }

    /** Does all that the manifest says; what goes wrong is an answer as well. */
    void run() throws InterruptedException {
        try {
            if (!furnished()) {
                recording.answer("refused", "the namespace was not furnished within " + FURNISH_LIMIT);
                return;
            }
            manifest.objects().forEach(this::create);
            ObjectNode pod = manifest.pod().deepCopy();
            side.bind(pod.withObjectProperty("spec"));
            cluster.create(namespace, pod);
            for (Step step : manifest.steps()) {
                number++;
                take(step);
            }
            recording.awaitQuiet(QUIET, QUIET_LIMIT);
            if (settled.test(recording)) {
                recording.mark();
            }
            lastLook();
            // A kubelet's events take their time on a busy machine.
            recording.awaitQuiet(QUIET, QUIET_LIMIT);
        } catch (KubernetesClientException e) {
            recording.answer("refused", String.valueOf(e.getMessage()));
        } finally {
            recording.seal();
        }
    }

    /** Other pods of the case go where its own goes, and run before it comes. */
    private void create(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        boolean pod = copy.path("kind").asText().equals("Pod");
        if (pod) {
            side.bind(copy.withObjectProperty("spec"));
        }
        cluster.create(namespace, copy);
        if (pod) {
            cluster.awaitStarted(namespace, copy.at("/metadata/name").asText(), STEP_LIMIT);
        }
    }

    private boolean furnished() throws InterruptedException {
        long until = System.nanoTime() + FURNISH_LIMIT.toNanos();
        while (!cluster.furnished(namespace)) {
            if (System.nanoTime() > until) {
                return false;
            }
            recording.awaitQuiet(PAUSE, PAUSE);
        }
        return true;
    }

    private void take(Step step) throws InterruptedException {
        switch (step) {
            case Step.Await await -> await(await);
            case Step.Exec exec ->
                recording.answer("exec." + number, cluster.exec(namespace, exec.container(), exec.script()));
            case Step.Logs logs -> recording.answer("logs." + number, cluster.logs(namespace, logs.container()));
            case Step.Debug debug -> cluster.edit(namespace, "ephemeralcontainers", pod -> debug(debug, pod));
            case Step.Condition condition -> cluster.edit(namespace, "status", pod -> set(condition, pod));
            case Step.Create create -> manifest.later().forEach(this::create);
            case Step.Resize resize -> recording.answer("resize." + number, resized(resize));
            case Step.Remove remove -> cluster.deletePod(namespace, remove.pod(), 0);
            case Step.Mark mark ->
                cluster.edit(namespace, "", pod -> pod.withObjectProperty("metadata")
                        .withObjectProperty(mark.map())
                        .put(mark.name(), mark.value()));
            case Step.Delete delete -> {
                recording.awaitQuiet(QUIET, QUIET_LIMIT);
                long began = System.nanoTime();
                cluster.deletePod(namespace, Cluster.OWN, delete.graceSeconds());
                boolean gone = recording.await(Recording::isGone, STEP_LIMIT);
                long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();
                recording.answer("took.delete", gone ? Long.toString(seconds) : "not gone");
            }
        }
    }

    /** What comes and goes, such as a pause between two runs, is looked at while it is there. */
    private void await(Step.Await step) throws InterruptedException {
        Predicate<Recording> seen = Seen.of(step);
        if (!recording.await(seen, STEP_LIMIT)) {
            recording.answer("await." + number, "not seen: " + step);
        }
        settled = step.isOfAMoment() ? it -> false : seen;
    }

    private String resized(Step.Resize resize) {
        try {
            cluster.edit(namespace, "resize", pod -> spec(pod, resize.container())
                    .set("resources", Manifest.json(resize.resources())));
            return "taken";
        } catch (KubernetesClientException e) {
            return "refused: " + e.getStatus().getMessage();
        }
    }

    private static void debug(Step.Debug debug, ObjectNode pod) {
        ObjectNode container = pod.withObjectProperty("spec")
                .withArrayProperty("ephemeralContainers")
                .addObject()
                .put("name", debug.name())
                .put("image", "busybox:1")
                .put("targetContainerName", pod.at("/spec/containers/0/name").asText());
        container.withArrayProperty("command").add("sh").add("-c").add(debug.script());
    }

    private static void set(Step.Condition condition, ObjectNode pod) {
        var all = pod.withObjectProperty("status").withArrayProperty("conditions");
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).path("type").asText().equals(condition.type())) {
                all.remove(i);
            }
        }
        all.addObject()
                .put("type", condition.type())
                .put("status", condition.status())
                .put(
                        "lastTransitionTime",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** Asks each container for its log, and each that runs for what it sees. */
    private void lastLook() throws InterruptedException {
        if (recording.isGone()) {
            return;
        }
        JsonNode pod = recording.outcome();
        for (String list : Seen.LISTS) {
            for (JsonNode status : pod.path("status").path(list)) {
                String name = status.path("name").asText();
                recording.answer("log." + name, cluster.logs(namespace, name));
                // One that was restarted may end under the look.
                if (status.at("/state/running").isObject()
                        && status.path("restartCount").asInt() == 0
                        && Seen.phase(pod).equals("Running")) {
                    recording.answer("saw." + name, cluster.exec(namespace, name, Look.at(spec(pod, name))));
                }
            }
        }
    }

    private static ObjectNode spec(JsonNode pod, String name) {
        return Stream.of("initContainers", "containers", "ephemeralContainers")
                .flatMap(
                        list -> StreamSupport.stream(pod.path("spec").path(list).spliterator(), false))
                .filter(container -> container.path("name").asText().equals(name))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** Takes the pod away, and all that was made for it. */
    void remove() throws InterruptedException {
        cluster.deletePod(namespace, Cluster.OWN, 0);
        recording.await(it -> it.isGone() || it.pods().isEmpty(), Duration.ofSeconds(30));
        cluster.remove(namespace);
    }
}
