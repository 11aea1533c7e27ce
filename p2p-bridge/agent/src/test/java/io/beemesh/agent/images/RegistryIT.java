package io.beemesh.agent.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.testing.PrivatePodman;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Images from a real registry (Debian's docker-registry) on the loopback address, without TLS. */
@Timeout(120)
class RegistryIT {

    private static PrivatePodman real;
    private static Process registry;
    private static String name;

    private final List<ImageEvent> events = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        real = PrivatePodman.start();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path config = real.folder().resolve("registry.yml");
        Files.writeString(config, """
                version: 0.1
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: 127.0.0.1:%d}
                """.formatted(real.folder().resolve("registry"), port));
        registry = new ProcessBuilder("docker-registry", "serve", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(real.folder().resolve("registry.log").toFile())
                .start();
        awaitAnswer(port);
        name = "127.0.0.1:" + port + "/team/web:1";
        real.command("push", "--tls-verify=false", PrivatePodman.BUSYBOX, "docker://" + name);
    }

    private static void awaitAnswer(int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v2/"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int tries = 0; tries < 200; tries++) {
                try {
                    http.send(request, HttpResponse.BodyHandlers.discarding());
                    return;
                } catch (IOException e) {
                    assertThat(registry.waitFor(50, TimeUnit.MILLISECONDS)).isFalse();
                }
            }
        }
        throw new AssertionError("the registry does not answer");
    }

    @AfterAll
    static void stop() throws Exception {
        registry.destroy();
        registry.waitFor();
        real.close();
    }

    private ImageOutcome ensure(String image, ImageRequest.Policy policy) throws InterruptedException {
        events.clear();
        try (KubeletImages images = KubeletImages.of(
                real.libpod(),
                real.folder().resolve("pulled"),
                Optional.empty(),
                new KubeletImages.Time(Clock.systemUTC(), System::nanoTime))) {
            return images.ensure(new ImageRequest("uid", image, policy, List.of()), events::add);
        }
    }

    @Test
    void saysWhomAnImageRunsAs() throws Exception {
        Path tar = real.folder().resolve("busybox.tar");
        real.command("import", "-c", "USER 65532:100", tar.toString(), "localhost/other:1");

        assertThat(ensure("localhost/other:1", ImageRequest.Policy.NEVER))
                .isInstanceOfSatisfying(ImageOutcome.Available.class, image -> assertThat(image.user())
                        .isEqualTo("65532:100"));
        assertThat(ensure(PrivatePodman.BUSYBOX, ImageRequest.Policy.NEVER))
                .isInstanceOfSatisfying(ImageOutcome.Available.class, image -> assertThat(image.user())
                        .isEmpty());
    }

    @Test
    void imageIsPulledOnceAndRunsByItsId() throws Exception {
        ImageOutcome first = ensure(name, ImageRequest.Policy.IF_NOT_PRESENT);
        assertThat(first).as(events.toString()).isInstanceOf(ImageOutcome.Available.class);
        ImageOutcome.Available available = (ImageOutcome.Available) first;
        assertThat(available.id()).matches("[0-9a-f]{64}");
        assertThat(available.reference()).startsWith(name.replace(":1", "").replaceFirst("$", "@sha256:"));
        assertThat(events).extracting(ImageEvent::reason).containsExactly("Pulling", "Pulled");
        assertThat(events.getLast().message())
                .matches("Successfully pulled image \".*\" in .*s \\(.*s including waiting\\)\\."
                        + " Image size: \\d+ bytes\\.");

        assertThat(ensure(name, ImageRequest.Policy.IF_NOT_PRESENT)).isEqualTo(first);
        assertThat(events).extracting(ImageEvent::reason).containsExactly("Pulled");
        assertThat(ensure(name, ImageRequest.Policy.ALWAYS)).isEqualTo(first);

        PodKey pod = new PodKey("test", "registry");
        real.podman().createPod(PodSpec.of(pod, "web-0"));
        String container = real.podman()
                .createContainer(ContainerSpec.of(new ContainerKey(pod, "main", 0), available.id())
                        .withProgram(ContainerSpec.Program.of("true")));
        real.podman().start(container);
        assertThat(real.podman().await(container).exitCode()).isZero();
    }

    @Test
    void imageThatDoesNotExistIsAnErrImagePullThatSaysWhy() throws Exception {
        assertThat(ensure(name + "23", ImageRequest.Policy.IF_NOT_PRESENT))
                .isInstanceOfSatisfying(ImageOutcome.Unavailable.class, no -> {
                    assertThat(no.reason()).isEqualTo("ErrImagePull");
                    assertThat(no.message()).contains("manifest unknown");
                });
        assertThat(events).extracting(ImageEvent::reason).containsExactly("Pulling", "Failed", "Failed");
    }
}
