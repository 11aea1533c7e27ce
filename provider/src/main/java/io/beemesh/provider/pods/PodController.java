package io.beemesh.provider.pods;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostEvent;
import io.beemesh.provider.hosts.HostListener;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.kube.pod.EventRecorder;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.pods.queue.KeyedQueue;
import io.beemesh.provider.pods.resolve.NodeSettings;
import io.beemesh.provider.retry.Backoff;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the pods of the virtual node on hosts, from now until it is closed.
 *
 * <p>Listens to pods and hosts, queues what changed, and looks at each pod and each host on a thread of its own, one
 * at a time. Closing it leaves all pods running.
 */
public final class PodController implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PodController.class);
    private static final Backoff POD_BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(30));
    private static final Backoff HOST_BACKOFF = new Backoff(Duration.ofMillis(200), Duration.ofSeconds(5));

    private final Ports ports;
    private final PodSync podSync;
    private final KeyedQueue<String> podQueue;
    private final KeyedQueue<PeerId> hostQueue;
    private final PodSource.Listening podEar;
    private final HostTable.Listening hostEar;

    private PodController(Ports ports, Settings settings, LongSupplier nanos) {
        this.ports = ports;
        Waiting waiting = new Waiting();
        this.podSync = new PodSync(ports, settings.node(), settings.times(), waiting);
        this.podQueue = new KeyedQueue<>(
                new KeyedQueue.Settings("pod", settings.workers(), POD_BACKOFF), podSync::look, nanos, ports.random());
        HostSync hostSync = new HostSync(ports, settings.node(), waiting, podQueue::add);
        this.hostQueue = new KeyedQueue<>(
                new KeyedQueue.Settings("host", settings.workers(), HOST_BACKOFF),
                hostSync::look,
                nanos,
                ports.random());
        this.podEar = ports.cluster().pods().listen(this::changed);
        this.hostEar = ports.mesh().table().listen(new Hosts());
    }

    /**
     * Starts the controller.
     *
     * @param ports what it works with; pods and hosts may be known already or come later
     * @param settings of the node
     * @param nanos a clock of nanoseconds that never goes back, such as {@code System::nanoTime}
     */
    public static PodController start(Ports ports, Settings settings, LongSupplier nanos) {
        PodController controller = new PodController(ports, settings, nanos);
        ports.mesh()
                .table()
                .snapshot()
                .forEach(host -> controller.hostQueue.add(host.identity().peer()));
        return controller;
    }

    /** How many pods wait to be looked at. */
    public int depth() {
        return podQueue.depth();
    }

    /** Ends the work, not the pods. Idempotent. */
    @Override
    public void close() {
        podEar.close();
        hostEar.close();
        hostQueue.close();
        podQueue.close();
    }

    private void changed(String uid) {
        podSync.note(uid);
        podQueue.add(uid);
    }

    /**
     * How the controller works.
     *
     * @param node what pods get to know of their node
     * @param times how long it waits for what
     * @param workers pods in work at once, and hosts in work at once
     */
    public record Settings(NodeSettings node, PodTimes times, int workers) {
        /** Refuses a controller that could do nothing. */
        public Settings {
            if (workers < 1) {
                throw new IllegalArgumentException("workers: " + workers + " (expected: at least 1)");
            }
        }
    }

    private final class Hosts implements HostListener {
        @Override
        public void changed(PeerId host) {
            hostQueue.add(host);
        }

        @Override
        public void reported(HostReport report) {
            if (!podSync.offer(report)) {
                log.atWarn()
                        .addKeyValue("host", report.origin().host())
                        .log("inbox is full, report dropped until the host attaches again");
                return;
            }
            podQueue.add(report.uid());
        }

        @Override
        public void happened(HostEvent event) {
            PodRef pod = new PodRef(event.pod().namespace(), event.pod().name(), event.uid());
            boolean warning = event.note().severity() == HostEvent.Severity.WARNING;
            ports.cluster()
                    .events()
                    .record(new EventRecorder.Happening(
                            pod,
                            event.containerPath(),
                            warning,
                            event.note().reason(),
                            event.note().message(),
                            event.at()));
        }
    }
}
