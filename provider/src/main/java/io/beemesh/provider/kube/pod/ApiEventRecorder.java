package io.beemesh.provider.kube.pod;

import io.beemesh.provider.kube.client.KubeAccess;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events one after another on a thread of its own.
 *
 * <p>At most {@value #WAITING_MAX} wait: further ones are dropped and counted, as are those that the API server does
 * not take, for an event is worth less than what it tells of.
 */
public final class ApiEventRecorder implements EventRecorder, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiEventRecorder.class);
    private static final int WAITING_MAX = 1000;
    private static final int MESSAGE_MAX = 1024;
    private static final int NAME_MAX = 230;
    private static final String COMPONENT = "beemesh";

    private final KubeAccess access;
    private final Function<PodRef, String> nodeOf;
    private final EventAggregator aggregator = new EventAggregator();
    private final BlockingQueue<Noted> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong names = new AtomicLong();
    private final Thread writer;

    private record Noted(Happening happening, String node) {}

    private ApiEventRecorder(KubeAccess access, Function<PodRef, String> nodeOf) {
        this.access = access;
        this.nodeOf = nodeOf;
        this.writer = Thread.ofVirtual().name("bm-events").unstarted(this::writeAll);
    }

    /**
     * Starts a recorder that writes with the rights of one node.
     *
     * @param nodeOf the name of the node that a pod is bound to, which its events name as their source; asked while a
     *     happening is recorded, by any thread, and must not block
     */
    public static ApiEventRecorder start(KubeAccess access, Function<PodRef, String> nodeOf) {
        ApiEventRecorder recorder = new ApiEventRecorder(access, nodeOf);
        recorder.writer.start();
        return recorder;
    }

    @Override
    public void record(Happening happening) {
        if (!waiting.offer(new Noted(happening, nodeOf.apply(happening.pod())))) {
            dropped.incrementAndGet();
        }
    }

    /** How many happenings were never written. */
    public long dropped() {
        return dropped.get();
    }

    /** Ends the thread; what waits is dropped. Idempotent. */
    @Override
    public void close() {
        writer.interrupt();
        try {
            boolean ignored = writer.join(Duration.ofSeconds(2));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void writeAll() {
        try {
            while (true) {
                Noted next = waiting.take();
                if (!aggregator.allowed(next.happening())) {
                    dropped.incrementAndGet();
                } else {
                    write(next);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    private void write(Noted noted) {
        Happening happening = noted.happening();
        try {
            Optional<EventAggregator.Written> known = aggregator.known(happening);
            if (known.isEmpty() || !counted(noted, known.get())) {
                create(noted);
            }
        } catch (KubernetesClientException failure) {
            dropped.incrementAndGet();
            log.atDebug()
                    .addKeyValue("pod", happening.pod())
                    .addKeyValue("reason", happening.reason())
                    .addKeyValue("error", failure.getMessage())
                    .log("event not recorded");
        }
    }

    /** Counts a known event up; false if it is not there any more. */
    private boolean counted(Noted noted, EventAggregator.Written known) {
        Happening happening = noted.happening();
        int count = known.count() + 1;
        String patch = "{\"count\":" + count + ",\"lastTimestamp\":\""
                + happening.at().truncatedTo(ChronoUnit.SECONDS) + "\"}";
        try {
            Event ignored = access.client()
                    .v1()
                    .events()
                    .inNamespace(happening.pod().namespace())
                    .resource(event(noted, known.name()))
                    .patch(PatchContext.of(PatchType.STRATEGIC_MERGE), patch);
            aggregator.remember(happening, new EventAggregator.Written(known.name(), count));
            return true;
        } catch (KubernetesClientException failure) {
            if (failure.getCode() != 404) {
                throw failure;
            }
            aggregator.forget(happening);
            return false;
        }
    }

    private void create(Noted noted) {
        Happening happening = noted.happening();
        String base = happening.pod().name();
        String name = base.substring(0, Math.min(NAME_MAX, base.length())) + "." + unique(happening);
        Event ignored = access.client()
                .v1()
                .events()
                .inNamespace(happening.pod().namespace())
                .resource(event(noted, name))
                .create();
        aggregator.remember(happening, new EventAggregator.Written(name, 1));
    }

    private String unique(Happening happening) {
        long nanos = ChronoUnit.NANOS.between(Instant.EPOCH, happening.at());
        return Long.toHexString(names.updateAndGet(last -> Math.max(last + 1, nanos)));
    }

    private Event event(Noted noted, String name) {
        Happening happening = noted.happening();
        String at = happening.at().truncatedTo(ChronoUnit.SECONDS).toString();
        String message = happening.message();
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(happening.pod().namespace())
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(happening.pod().namespace())
                .withName(happening.pod().name())
                .withUid(happening.pod().uid())
                .withFieldPath(happening.fieldPath().isEmpty() ? null : happening.fieldPath())
                .endInvolvedObject()
                .withType(happening.warning() ? "Warning" : "Normal")
                .withReason(happening.reason())
                .withMessage(message.length() <= MESSAGE_MAX ? message : message.substring(0, MESSAGE_MAX))
                .withNewSource(COMPONENT, noted.node())
                .withReportingComponent(COMPONENT)
                .withReportingInstance(noted.node())
                .withFirstTimestamp(at)
                .withLastTimestamp(at)
                .withCount(1)
                .build();
    }
}
