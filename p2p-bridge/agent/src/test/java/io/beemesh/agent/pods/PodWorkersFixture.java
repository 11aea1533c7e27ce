package io.beemesh.agent.pods;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.beemesh.agent.cgroup.ControlGroups;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.podman.ContainerInfo;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.testing.FakePodman;
import io.beemesh.agent.pods.admission.Admission;
import io.beemesh.agent.pods.admission.Amount;
import io.beemesh.agent.pods.admission.HostPolicy;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.testing.FakeImages;
import io.beemesh.agent.pods.testing.FakeVolumes;
import io.beemesh.agent.pods.testing.Orders;
import io.beemesh.agent.pods.testing.RecordedReports;
import io.beemesh.agent.pods.testing.RunningClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** All pods of a host whose Podman, images and volumes are made up; opened before each test, closed after it. */
abstract class PodWorkersFixture {
    static final PodKey WEB = new PodKey(Orders.CLUSTER, "u-web");

    @TempDir
    Path home;

    final RunningClock timeOfDay = new RunningClock();
    final RunningClock steady = new RunningClock();
    final FakePodman podman = new FakePodman(timeOfDay);
    final FakeImages images = new FakeImages();
    final FakeVolumes volumes = new FakeVolumes();
    RecordedReports reports = new RecordedReports();
    PodWorkers workers;

    @BeforeEach
    void open() throws IOException {
        Journal journal = Journal.open(home.resolve("journal"), new byte[32]);
        Admission admission = new Admission(new Amount(2000, 1L << 30, 1L << 40, 5), HostPolicy.STRICT);
        Host host = new Host(
                podman,
                images,
                volumes,
                journal,
                new Host.Time(timeOfDay, steady),
                admission,
                new Host.Memory(1L << 30, -1000),
                new ControlGroups(Map.of(), Optional.empty()),
                Tenures.NONE);
        workers = PodWorkers.open(host, reports, order -> false);
    }

    @AfterEach
    void close() {
        workers.close();
    }

    void restart() throws IOException {
        workers.close();
        reports = new RecordedReports();
        open();
    }

    ContainerInfo only() throws PodmanException {
        List<ContainerInfo> all = podman.listContainers(WEB.labels());
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    static String id(JsonNode status) {
        return status.at("/containerStatuses/0/containerID").asText();
    }

    static String reason(JsonNode status) {
        return status.at("/containerStatuses/0/state/waiting/reason").asText();
    }

    static boolean ready(JsonNode status) {
        return condition(status, "Ready").path("status").asText().equals("True");
    }

    static JsonNode condition(JsonNode status, String type) {
        for (JsonNode condition : status.path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                return condition;
            }
        }
        throw new AssertionError("no condition " + type + " in " + status);
    }
}
