package io.beemesh.provider.app.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.mesh.session.SessionClient;
import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import io.beemesh.provider.kube.pod.testing.FakeCluster;
import io.beemesh.provider.kubelet.ContainerName;
import io.beemesh.provider.kubelet.LogQuery;
import io.beemesh.provider.kubelet.PodSessions;
import io.beemesh.provider.kubelet.portforward.ForwardedPod;
import io.beemesh.provider.kubelet.portforward.PodName;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import io.beemesh.provider.placement.Assignment;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeshSessionsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    private final FakeCluster cluster = new FakeCluster();
    private final PeerId peer = KeyPair.generate().peerId();
    private final Asked client = new Asked();
    private final MeshSessions sessions = new MeshSessions("cluster-1", cluster.source(), client);

    @BeforeEach
    void bindAPod() {
        cluster.put(new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withUid("u1")
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .endContainer()
                .addNewInitContainer()
                .withName("setup")
                .endInitContainer()
                .addNewEphemeralContainer()
                .withName("debug")
                .endEphemeralContainer()
                .endSpec()
                .build());
        cluster.sync();
    }

    private void assign() {
        cluster.put(new PodBuilder(cluster.source().find("u1").orElseThrow())
                .editMetadata()
                .withAnnotations(new Assignment(peer, 1).annotations())
                .endMetadata()
                .build());
        cluster.sync();
    }

    @Test
    void findsContainersOfEveryKind() {
        assertThat(List.of("main", "setup", "debug")).allSatisfy(name -> assertThat(find("web", Optional.empty(), name))
                .isInstanceOf(PodSessions.Found.class));
    }

    @Test
    void tellsAMissingContainerFromAMissingPod() {
        assertThat(find("web", Optional.empty(), "other")).isInstanceOf(PodSessions.NoSuchContainer.class);
        assertThat(find("api", Optional.empty(), "main")).isInstanceOf(PodSessions.NoSuchPod.class);
        assertThat(find("web", Optional.of("u0"), "main")).isInstanceOf(PodSessions.NoSuchPod.class);
    }

    @Test
    void saysLikeAKubeletThatAPodWithoutAHostIsStillToStart() throws Exception {
        LogsOutcome outcome = found().openLogs(query(LogQuery.Instance.LATEST));

        assertThat(outcome)
                .isEqualTo(new LogsOutcome.Refused(
                        StreamOpening.Result.NOT_RUNNING,
                        "container \"main\" in pod \"web\" is waiting to start: ContainerCreating"));
    }

    @Test
    void asksTheHostOfThePodForItsLog() throws Exception {
        assign();

        found().openLogs(query(LogQuery.Instance.LATEST_FOLLOWED));

        assertThat(client.hosts).containsExactly(peer);
        assertThat(client.requests).singleElement().satisfies(request -> {
            assertThat(request.getClusterId()).isEqualTo("cluster-1");
            assertThat(request.getPodUid()).isEqualTo("u1");
            assertThat(request.getContainer()).isEqualTo("main");
            assertThat(request.getLogs().getFollow()).isTrue();
            assertThat(request.getLogs().getPrevious()).isFalse();
            assertThat(request.getLogs().getTailLines()).isEqualTo(10);
            assertThat(request.getLogs().getSinceMs()).isEqualTo(NOW.toEpochMilli());
            assertThat(request.getLogs().hasLimitBytes()).isFalse();
            assertThat(request.getLogs().getStdout()).isTrue();
            assertThat(request.getLogs().getStderr()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ErrImagePull, image can't be pulled",
        "ImagePullBackOff, trying and failing to pull image",
        "CreateContainerConfigError, CreateContainerConfigError"
    })
    void saysLikeAKubeletWhyAContainerIsNotThere(String reason, String words) throws Exception {
        assign();
        client.answer = new LogsOutcome.Refused(StreamOpening.Result.NOT_FOUND, "none in \"u1\"");
        cluster.put(new PodBuilder(cluster.source().find("u1").orElseThrow())
                .withNewStatus()
                .addNewContainerStatus()
                .withName("main")
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .endWaiting()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
        cluster.sync();

        assertThat(found().openLogs(query(LogQuery.Instance.LATEST)))
                .isInstanceOfSatisfying(LogsOutcome.Refused.class, refused -> assertThat(refused.message())
                        .isEqualTo("container \"main\" in pod \"web\" is waiting to start: " + words));
    }

    @ParameterizedTest
    @CsvSource({"podman://1, ''", ", container \"main\" in pod \"web\" is terminated"})
    void hasAnEmptyLogOfAContainerThatCouldNotBeStarted(String id, String words) throws Exception {
        assign();
        client.answer = new LogsOutcome.Refused(StreamOpening.Result.NOT_FOUND, "none in \"u1\"");
        cluster.put(new PodBuilder(cluster.source().find("u1").orElseThrow())
                .withNewStatus()
                .addNewContainerStatus()
                .withName("main")
                .withNewState()
                .withNewTerminated()
                .withExitCode(128)
                .withContainerID(id)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build());
        cluster.sync();

        LogsOutcome outcome = found().openLogs(query(LogQuery.Instance.LATEST));

        assertThat(outcome instanceof LogsOutcome.Refused refused ? refused.message() : "")
                .isEqualTo(words);
    }

    @Test
    void namesThePodWhereAHostNamesItsUid() throws Exception {
        assign();
        client.answer = new LogsOutcome.Refused(StreamOpening.Result.INVALID, "previous of pod \"u1\" not found");

        assertThat(found().openLogs(query(LogQuery.Instance.PREVIOUS)))
                .isEqualTo(new LogsOutcome.Refused(StreamOpening.Result.INVALID, "previous of pod \"web\" not found"));
    }

    @Test
    void asksTheHostOfThePodToRunACommand() throws Exception {
        assign();

        found().exec(List.of("sh", "-c", "true"), new StreamOptions(true, true, false, true));

        assertThat(client.requests).singleElement().satisfies(request -> {
            assertThat(request.getExec().getCommandList()).containsExactly("sh", "-c", "true");
            assertThat(request.getExec().getStdin()).isTrue();
            assertThat(request.getExec().getTty()).isTrue();
            assertThat(request.getExec().getStderr()).isFalse();
        });
    }

    @Test
    void asksTheHostOfThePodToConnectToAPort() throws Exception {
        assertThat(pod("web").connect(8080))
                .isEqualTo(new ForwardOutcome.Refused(
                        StreamOpening.Result.NOT_RUNNING, "pod web_shop runs on no host of the mesh"));
        assign();

        pod("web").connect(8080);

        assertThat(client.hosts).containsExactly(peer);
        assertThat(client.requests).singleElement().satisfies(request -> {
            assertThat(request.getClusterId()).isEqualTo("cluster-1");
            assertThat(request.getPodUid()).isEqualTo("u1");
            assertThat(request.getForward().getPort()).isEqualTo(8080);
        });
        assertThat(sessions.find(new PodName("shop", "web", Optional.of("u0")))).isEmpty();
    }

    private ForwardedPod pod(String name) {
        return sessions.find(new PodName("shop", name, Optional.empty())).orElseThrow();
    }

    private PodSessions.Container found() {
        return ((PodSessions.Found) find("web", Optional.of("u1"), "main")).container();
    }

    private PodSessions.Lookup find(String pod, Optional<String> uid, String container) {
        return sessions.find(new ContainerName("shop", pod, uid, container));
    }

    private static LogQuery query(LogQuery.Instance instance) {
        return new LogQuery(
                instance,
                true,
                new LogQuery.Range(OptionalLong.of(10), Optional.of(NOW), OptionalLong.empty()),
                LogQuery.LogStream.STDOUT);
    }

    /** Remembers what it was asked. */
    private static final class Asked implements SessionClient {
        final List<PeerId> hosts = new ArrayList<>();
        final List<StreamRequest> requests = new ArrayList<>();
        LogsOutcome answer = new LogsOutcome.Opened(InputStream.nullInputStream());

        @Override
        public LogsOutcome logs(PeerId host, StreamRequest request) {
            hosts.add(host);
            requests.add(request);
            return answer;
        }

        @Override
        public ExecOutcome exec(PeerId host, StreamRequest request) {
            hosts.add(host);
            requests.add(request);
            return new ExecOutcome.Refused(StreamOpening.Result.NOT_RUNNING, "no");
        }

        @Override
        public ForwardOutcome forward(PeerId host, StreamRequest request) {
            hosts.add(host);
            requests.add(request);
            return new ForwardOutcome.Refused(StreamOpening.Result.NOT_RUNNING, "no");
        }
    }
}
