package io.beemesh.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each rule of {@link HouseRules} finds what is planted for it. */
class HouseRulesTest {
    @TempDir
    private Path folder;

    private Planted planted;

    @BeforeEach
    void plant() {
        planted = new Planted(folder);
    }

    @ParameterizedTest
    @CsvSource({
        "io.beemesh.libp2p.host.A, io.beemesh.mesh.B",
        "io.beemesh.mesh.pod.A, io.beemesh.agent.pods.B",
        "io.beemesh.mesh.A, io.beemesh.provider.kube.B",
        "io.beemesh.agent.pods.A, io.beemesh.provider.pods.B",
        "io.beemesh.provider.pods.A, io.beemesh.agent.pods.B",
        "io.beemesh.raft.A, io.beemesh.agent.pods.B",
        "io.beemesh.raft.rpc.A, io.beemesh.provider.kube.B",
        "io.beemesh.mesh.A, io.beemesh.raft.rpc.B",
        "io.beemesh.provider.pods.A, io.beemesh.raft.rpc.B"
    })
    void findsAnArrowThatPointsUp(String from, String to) throws IOException {
        assertFound(HouseRules.arrows(), planted.knows(from, to).classes(), from);
    }

    @ParameterizedTest
    @CsvSource({
        "io.beemesh.provider.kube.A, io.beemesh.provider.pods.B",
        "io.beemesh.provider.placement.A, io.beemesh.provider.kube.B",
        "io.beemesh.provider.node.A, io.beemesh.provider.app.B",
        "io.beemesh.provider.pods.A, io.beemesh.provider.kubelet.B",
        "io.beemesh.provider.kubelet.spdy.A, io.beemesh.provider.pods.B"
    })
    void findsAnArrowThatPointsUpInTheProvider(String from, String to) throws IOException {
        assertFound(HouseRules.providerArrows(), planted.knows(from, to).classes(), from);
    }

    @Test
    void findsPackagesThatKnowEachOther() throws IOException {
        JavaClasses classes = planted.type("io.beemesh.agent.pods.A", "io.beemesh.agent.link.B b;")
                .type("io.beemesh.agent.link.B", "io.beemesh.agent.pods.A a;")
                .classes();

        assertFound(HouseRules.noCycles(), classes, "Cycle detected");
    }

    @ParameterizedTest
    @CsvSource({
        "io.beemesh.agent.pods.A, com.github.dockerjava.api.B",
        "io.beemesh.provider.pods.A, io.fabric8.kubernetes.client.B",
        "io.beemesh.agent.pods.A, io.fabric8.kubernetes.api.model.B",
        "io.beemesh.provider.node.A, io.javaoperatorsdk.operator.B",
        "io.beemesh.provider.node.A, io.quarkus.runtime.B",
        "io.beemesh.provider.node.A, jakarta.enterprise.context.B",
        "io.beemesh.mesh.enrol.A, org.bouncycastle.crypto.B",
        "io.beemesh.agent.pods.A, org.apache.ratis.server.B",
        "io.beemesh.mesh.A, org.apache.ratis.thirdparty.com.google.protobuf.B",
        "io.beemesh.agent.pods.A, picocli.B",
        "io.beemesh.libp2p.host.A, io.netty.channel.B"
    })
    void findsALibraryThatCameInByAnotherDoor(String room, String library) throws IOException {
        assertFound(HouseRules.doors(), planted.knows(room, library).classes(), room);
    }

    @Test
    void letsALibraryInByItsDoor() throws IOException {
        JavaClasses classes = planted.knows("io.beemesh.agent.podman.A", "com.github.dockerjava.api.B")
                .classes();

        HouseRules.doors().forEach(rule -> rule.check(classes));
    }

    @Test
    void findsARoomThatDecidesAndWaits() throws IOException {
        JavaClasses classes = planted.type("io.beemesh.provider.placement.A", "Thread thread;")
                .classes();

        assertFound(HouseRules.pureRooms(), classes, "java.lang.Thread");
    }

    @ParameterizedTest
    @CsvSource({"io.beemesh.mesh.util.A", "io.beemesh.agent.impl.A", "io.beemesh.agent.pods.PodManager"})
    void findsANameThatSaysNothing(String name) throws IOException {
        assertFound(List.of(HouseRules.names()), planted.type(name, "").classes(), name);
    }

    @Test
    void findsAMock() throws IOException {
        JavaClasses classes =
                planted.knows("io.beemesh.agent.pods.ATest", "org.mockito.B").classes();

        assertFound(List.of(HouseRules.noMocks()), classes, "org.mockito.B");
    }

    @Test
    void findsALibraryRoomThatLogs() throws IOException {
        JavaClasses classes =
                planted.knows("io.beemesh.libp2p.host.A", "org.slf4j.B").classes();

        assertFound(List.of(HouseRules.silentRooms()), classes, "org.slf4j.B");
    }

    @Test
    void findsAPackageThatDoesNotSayWhatItIs() throws IOException {
        JavaClasses classes = planted.type("io.beemesh.agent.pods.A", "").classes();

        assertThat(HouseRules.packagesWithoutInfo(classes)).containsExactly("io.beemesh.agent.pods");
    }

    private static void assertFound(List<ArchRule> rules, JavaClasses classes, String message) {
        assertThatThrownBy(() -> rules.forEach(rule -> rule.check(classes)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(message);
    }
}
