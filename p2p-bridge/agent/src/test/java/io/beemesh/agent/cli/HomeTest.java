package io.beemesh.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.beemesh.agent.link.Affiliation;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path parent;

    private Home home;

    @BeforeEach
    void open() throws IOException {
        home = Home.at(parent.resolve("home"));
    }

    @Test
    void keepsItsKeyToItself() throws IOException {
        KeyPair made = home.identity();

        assertThat(home.identity().peerId()).isEqualTo(made.peerId());
        assertThat(permissions(home.folder())).isEqualTo("rwx------");
        assertThat(permissions(home.file("identity.key"))).isEqualTo("rw-------");
    }

    @Test
    void refusesAKeyThatIsNone() throws IOException {
        Files.write(home.file("identity.key"), new byte[3]);

        assertThatThrownBy(home::identity).isInstanceOf(IOException.class).hasMessageContaining("has 3 bytes");
    }

    @Test
    void givesBackItsMembershipAndSettings() throws IOException {
        KeyPair authority = KeyPair.generate();
        Multiaddr address = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001").withPeer(authority.peerId());
        Affiliation affiliation = new Affiliation(
                new Trust(authority.publicKey(), "lab"),
                SignedRecord.newBuilder()
                        .setRecord(ByteString.copyFromUtf8("record"))
                        .build(),
                List.of(address));
        HostSettings settings = new HostSettings(
                new HostSettings.PodmanPlace("/s", "/r", "/rr"),
                Set.of("hostPath"),
                new HostSettings.Reserve(Quantity.parse("500m"), Quantity.parse("1Gi")));
        assertThat(home.membership()).isEmpty();

        home.keep(new Home.Membership(affiliation, settings, 7));

        assertThat(home.membership()).contains(new Home.Membership(affiliation, settings, 7));
        assertThat(settings.policy().hostPath()).isTrue();
        assertThat(settings.policy().privileged()).isFalse();
        assertThat(settings.reserved().cpuMillis()).isEqualTo(500);
        home.forget();
        assertThat(home.membership()).isEmpty();
    }

    @Test
    void countsIncarnationsUpEvenIfTheClockGoesBack() throws IOException {
        assertThat(home.nextIncarnation(1000)).isEqualTo(1000);
        assertThat(home.nextIncarnation(500)).isEqualTo(1001);
        assertThat(home.nextIncarnation(2000)).isEqualTo(2000);
    }

    @Test
    void letsOneAgentIn() throws IOException {
        try (FileChannel first = home.lock().orElseThrow()) {
            assertThat(first.isOpen()).isTrue();
            assertThat(home.lock()).isEmpty();
        }
        Optional<FileChannel> next = home.lock();
        assertThat(next).isPresent();
        next.get().close();
        assertThat(permissions(home.file("lock"))).isEqualTo("rw-------");
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
