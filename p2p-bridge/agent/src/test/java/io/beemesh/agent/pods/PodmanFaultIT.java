package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.images.KubeletImages;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.link.Machine;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.ContainerState;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.http.UnixHttpClient;
import io.beemesh.agent.podman.libpod.Libpod;
import io.beemesh.agent.podman.libpod.LibpodPodman;
import io.beemesh.agent.podman.runc.Runc;
import io.beemesh.agent.podman.testing.FaultyPodman;
import io.beemesh.agent.podman.testing.FaultyPodman.Fault;
import io.beemesh.agent.podman.testing.PrivatePodman;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.agent.pods.testing.RecordedReports;
import io.beemesh.agent.system.SteadyClock;
import io.beemesh.agent.volumes.HostVolumes;
import io.beemesh.libp2p.testing.Eventually;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pods that run, while the Podman that runs them answers slowly, wrongly or not at all. */
@Timeout(120)
class PodmanFaultIT {
    private static final PodKey WEB = new PodKey(Orders.CLUSTER, "u-web");
    private static final PodKey LATER = new PodKey(Orders.CLUSTER, "u-later");
    private static final int REQUESTS = 5;
    private static PrivatePodman real;

    @TempDir
    Path home;

    private final RecordedReports reports = new RecordedReports();
    private FaultyPodman faulty;
    private UnixHttpClient http;
    private KubeletImages images;
    private HostVolumes volumes;
    private PodWorkers workers;

    @BeforeAll
    static void start() throws Exception {
        real = PrivatePodman.start();
    }

    @AfterAll
    static void stop() throws Exception {
        real.close();
    }

    @BeforeEach
    void open() throws IOException {
        Path socket = home.resolve("podman.sock");
        faulty = FaultyPodman.open(socket, real.socket());
        http = new UnixHttpClient(socket);
        Libpod libpod = new Libpod(http);
        Clock clock = Clock.systemUTC();
        Clock steady = new SteadyClock();
        images = KubeletImages.of(
                libpod, home.resolve("pulled"), Optional.empty(), new KubeletImages.Time(steady, System::nanoTime));
        volumes = HostVolumes.open(home, null, clock);
        Host host = new Host(
                new LibpodPodman(libpod, clock, real.networks(), Runc.absent()),
                images,
                volumes,
                Journal.open(home.resolve("journal"), new byte[32]),
                new Host.Time(clock, steady),
                new Admission(new Amount(64_000, 1L << 40, 1L << 50, 100), HostPolicy.STRICT),
                new Host.Memory(1L << 34, Machine.oomScoreFloor()),
                ControlGroups.look(),
                Tenures.NONE);
        workers = PodWorkers.open(host, reports, order -> false);
    }

    @AfterEach
    void close() throws Exception {
        workers.close();
        images.close();
        http.close();
        faulty.close();
        for (PodKey pod : List.of(WEB, LATER)) {
            real.podman().removePod(pod.podName());
            volumes.remove(pod);
        }
        volumes.dismantle();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void podsRunOnAndTheHostRecovers(Fault fault) throws Exception {
        workers.run(Orders.pod("web", spec()));
        JsonNode before = reports.awaitStatus(PodmanFaultIT::ready);
        ContainerInfo container = only(WEB);

        faulty.set(fault);
        workers.run(Orders.pod("later", spec()));
        faulty.awaitRequests(REQUESTS);

        assertThat(told(WEB)).as("it stays as it was told").isEqualTo(before);
        assertThat(only(WEB)).isEqualTo(container);
        assertThat(workers.assignments()).hasSize(2);

        faulty.set(Fault.NONE);
        Eventually.succeeds(() -> assertThat(ready(told(LATER))).isTrue());
        assertThat(told(WEB)).isEqualTo(before);
        assertThat(only(WEB)).as("neither another one nor another run of it").isEqualTo(container);
        assertThat(only(LATER).state()).isInstanceOf(ContainerState.Running.class);
        assertThat(reports.events()).noneMatch(event -> event.startsWith("Killing:"));

        workers.stop(WEB, 0);
        reports.awaitGone(WEB.uid());
        assertThat(real.podman().listContainers(WEB.labels())).isEmpty();
    }

    /** A probe that could not be asked is no failed probe; here Podman runs its command. */
    private static String spec() {
        return "'containers':[{'name':'web','image':'" + PrivatePodman.BUSYBOX + "','imagePullPolicy':'Never',"
                + "'livenessProbe':{'exec':{'command':['true']},"
                + "'periodSeconds':1,'timeoutSeconds':5,'failureThreshold':1},"
                + "'command':['sleep','1000']}]";
    }

    private JsonNode told(PodKey pod) throws IOException {
        return new ObjectMapper().readTree(workers.status(pod).orElse(new byte[0]));
    }

    private static ContainerInfo only(PodKey pod) throws IOException {
        List<ContainerInfo> all = real.podman().listContainers(pod.labels());
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static boolean ready(JsonNode status) {
        return status.at("/containerStatuses/0/ready").asBoolean();
    }
}
