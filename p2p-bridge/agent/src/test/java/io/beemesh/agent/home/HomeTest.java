package io.beemesh.agent.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.beemesh.agent.membership.Affiliation;
import io.beemesh.agent.membership.Affiliations;
import io.beemesh.agent.membership.KnownCluster;
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
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
    @TempDir
    Path parent;

    private final KeyPair authority = KeyPair.generate();
    private final Multiaddr address = Multiaddr.parse("/ip4/192.0.2.1/tcp/4001").withPeer(authority.peerId());
    private final SignedRecord record = SignedRecord.newBuilder()
            .setRecord(ByteString.copyFromUtf8("record"))
            .build();
    private final Affiliations affiliations = new Affiliations(List.of(new Affiliation(
            new Trust(authority.publicKey(), "lab"), record, List.of(KnownCluster.at(List.of(address))))));
    private final HostSettings settings = new HostSettings(
            new HostSettings.PodmanPlace("/s", "/r", "/rr"),
            Set.of("hostPath"),
            new HostSettings.Reserve(Quantity.parse("500m"), Quantity.parse("1Gi")),
            "/etc/beemesh/seccomp",
            List.of(Multiaddr.parse("/ip4/192.0.2.7/tcp/4002")));
    private Home home;

    @BeforeEach
    void open() throws IOException {
        home = Home.at(parent.resolve("home"));
    }

    @Test
    void keepsItsKeyToItself() throws IOException {
        KeyPair made = KeyPair.generate();
        assertThat(home.key()).isEmpty();

        home.keep(made);

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
        Home.Membership membership = new Home.Membership(affiliations, Set.of("c9"), settings, 7);
        assertThat(home.membership()).isEmpty();

        home.keep(membership);

        assertThat(home.membership()).contains(membership);
        assertThat(settings.policy().allow()).containsExactly("hostPath");
        assertThat(settings.reserved().cpuMillis()).isEqualTo(500);
        home.forget();
        assertThat(home.membership()).isEmpty();
    }

    @Test
    void readsWhatTheFirstVersionKept() throws IOException {
        String authorityKey =
                Base64.getEncoder().encodeToString(authority.publicKey().protobuf());
        String text = "{'version':1,'mesh':'lab','authority':'%s','record':'%s','joinedAtMillis':7,'addresses':['%s']}"
                .formatted(authorityKey, Base64.getEncoder().encodeToString(record.toByteArray()), address)
                .replace('\'', '"');
        Files.writeString(home.membershipFile(), text);

        Home.Membership read = home.membership().orElseThrow();

        assertThat(read.affiliations()).isEqualTo(affiliations);
        assertThat(read.joinedAtMillis()).isEqualTo(7);
    }

    @Test
    void refusesWhatALaterAgentKept() throws IOException {
        Files.writeString(home.membershipFile(), "{\"version\":3}");

        assertThatThrownBy(home::membership).isInstanceOf(IOException.class).hasMessageContaining("version 3");
    }

    @Test
    void changesItsMembershipOnlyWhileItHasOne() throws IOException {
        assertThatThrownBy(() -> home.change(kept -> kept)).isInstanceOf(IOException.class);
        home.keep(new Home.Membership(affiliations, Set.of(), settings, 7));

        home.change(kept -> kept.leave(place -> true));

        assertThat(home.membership().orElseThrow().affiliations().all()).isEmpty();
        assertThat(permissions(home.membershipFile())).isEqualTo("rw-------");
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
