package io.beemesh.agent.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.system.Tmpfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real mounts: needs root. */
class SubPathsIT {
    private static final int RACES = 3000;

    private final PodKey pod = new PodKey("test", UUID.randomUUID().toString());

    @TempDir
    Path home;

    private HostVolumes volumes;

    @BeforeEach
    void open() throws IOException {
        volumes = HostVolumes.open(home, "/dev/shm", Clock.systemUTC());
    }

    @AfterEach
    void removeAll() throws IOException {
        volumes.remove(pod);
        volumes.dismantle();
        assertThat(Files.readString(Path.of("/proc/self/mountinfo"))).doesNotContain(home.toString());
    }

    private Volumes.Volume volume(VolumeSpec spec, OptionalLong fsGroup) {
        VolumesOutcome outcome = volumes.prepare(pod, List.of(spec), fsGroup);
        assertThat(outcome).isInstanceOf(VolumesOutcome.Ready.class);
        Path folder = ((VolumesOutcome.Ready) outcome).folders().get("v");
        return new Volumes.Volume("v", folder, spec instanceof VolumeSpec.EmptyDir);
    }

    private Volumes.Volume disk() {
        return volume(new VolumeSpec.EmptyDir("v", false, 0), OptionalLong.empty());
    }

    private Volumes.SubPath wanted(Volumes.Volume volume, String path) {
        return new Volumes.SubPath(pod, volume, path, "web", 0);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void showsNothingOutsideTheVolumeWhileAFolderIsSwappedForALink() throws Exception {
        Volumes.Volume volume = disk();
        Path inside = volume.folder();
        Files.createDirectories(inside.resolve("real"));
        Files.writeString(inside.resolve("real/mine"), "x");
        Files.createSymbolicLink(inside.resolve("link"), Path.of("/etc"));
        // One exchange after the other, faster than any look: what "sub" is depends on the moment.
        Process racer = new ProcessBuilder(
                        "sh",
                        "-c",
                        "cd \"$0\" && while :; do mv -T real sub; mv -T sub real; mv -T link sub; mv -T sub link; done",
                        inside.toString())
                .start();
        int shown = 0;
        try {
            for (int i = 0; i < RACES; i++) {
                Path seen;
                try {
                    seen = volumes.subPath(wanted(volume, "sub"));
                } catch (IOException refused) {
                    assertThat(refused).hasMessageStartingWith("failed to prepare subPath for volumeMount");
                    continue;
                }
                shown++;
                assertThat(seen.resolve("passwd")).doesNotExist();
            }
        } finally {
            racer.destroyForcibly().waitFor();
        }
        assertThat(shown).as("looks that were not refused").isPositive();
    }

    @Test
    void staysWithWhatItFoundAndTakesUpWhatIsNew() throws Exception {
        Volumes.Volume volume = disk();
        Files.writeString(Files.createDirectory(volume.folder().resolve("a")).resolve("f"), "1");
        Path seen = volumes.subPath(wanted(volume, "a"));
        Files.move(volume.folder().resolve("a"), volume.folder().resolve("b"));
        Files.createSymbolicLink(volume.folder().resolve("a"), Path.of("/etc"));
        assertThat(seen.resolve("f")).hasContent("1");

        assertThatThrownBy(() -> volumes.subPath(wanted(volume, "a")))
                .hasMessage("failed to prepare subPath for volumeMount \"v\" of container \"web\"");
        assertThat(volumes.subPath(wanted(volume, "b"))).isEqualTo(seen);
        assertThat(seen.resolve("f")).hasContent("1");
    }

    @Test
    void isFoundAgainByTheNextAgentAndRemovedWithThePod() throws Exception {
        Volumes.Volume volume = disk();
        Path seen = volumes.subPath(wanted(volume, "data"));
        Files.writeString(seen.resolve("f"), "1");

        volumes = HostVolumes.open(home, "/dev/shm", Clock.systemUTC());
        assertThat(volumes.subPath(wanted(volume, "data"))).isEqualTo(seen);
        assertThat(Files.readString(Path.of("/proc/self/mountinfo")).lines().filter(l -> l.contains(seen.toString())))
                .hasSize(1);
        assertThat(seen.resolve("f")).hasContent("1");

        volumes.remove(pod);
        assertThat(Tmpfs.isMounted(seen)).isFalse();
        assertThat(seen).doesNotExist();
    }

    @Test
    void removalLeavesWhatAPathOfTheHostHas(@TempDir Path machine) throws Exception {
        Files.writeString(Files.createDirectory(machine.resolve("d")).resolve("kept"), "x");
        Path seen = volumes.subPath(wanted(new Volumes.Volume("h", machine, true), "d"));
        assertThat(seen.resolve("kept")).hasContent("x");

        volumes.dismantle();

        assertThat(machine.resolve("d/kept")).hasContent("x");
    }

    @Test
    void makesMissingFoldersWithTheVolumesModeAndGroup() throws Exception {
        Volumes.Volume volume = volume(new VolumeSpec.EmptyDir("v", true, 1 << 20), OptionalLong.of(2000));
        Path seen = volumes.subPath(wanted(volume, "a/b/"));
        assertThat(seen).isDirectory();
        for (String path : List.of("", "a", "a/b")) {
            assertThat(mode(volume.folder().resolve(path))).isEqualTo("rwxrwxrwx");
            assertThat(Files.getAttribute(volume.folder().resolve(path), "unix:mode"))
                    .isEqualTo(043777);
            assertThat(Files.getAttribute(volume.folder().resolve(path), "unix:gid"))
                    .isEqualTo(2000);
        }
    }

    @Test
    void showsAFileOfAConfigMapAndItsNextVersionLater() throws Exception {
        Volumes.Volume volume = volume(configMap("1"), OptionalLong.empty());
        Path seen = volumes.subPath(wanted(volume, "deep/key"));
        assertThat(seen).isRegularFile().hasContent("1");
        volume(configMap("2"), OptionalLong.empty());
        assertThat(seen).hasContent("1");
        assertThat(volumes.subPath(wanted(volume, "deep/key"))).isEqualTo(seen).hasContent("2");
    }

    private static VolumeSpec configMap(String value) {
        Projection file =
                new Projection.Inline("deep/key", value.getBytes(StandardCharsets.UTF_8), OptionalInt.empty());
        return new VolumeSpec.Files("v", VolumeSpec.Kind.CONFIG_MAP, 0644, List.of(file));
    }

    @Test
    void refusesWhatLeadsOutInTheKubeletsWords() throws Exception {
        Volumes.Volume volume = disk();
        Files.createSymbolicLink(volume.folder().resolve("out"), Path.of("../../.."));
        Files.createSymbolicLink(volume.folder().resolve("dangling"), home.resolve("x"));
        Files.createDirectory(volume.folder().resolve("dir"));
        Files.createSymbolicLink(volume.folder().resolve("in"), Path.of("dir/../dir"));

        assertThatThrownBy(() -> volumes.subPath(wanted(volume, "/etc")))
                .hasMessage("error SubPath `/etc` must not be an absolute path");
        assertThatThrownBy(() -> volumes.subPath(wanted(volume, "a/../../x")))
                .hasMessage("unable to provision SubPath `a/../../x`: must not contain '..'");
        for (String path : List.of("out", "out/x", "dangling", "dangling/x")) {
            assertThatThrownBy(() -> volumes.subPath(wanted(volume, path)))
                    .as(path)
                    .hasMessageStartingWith("failed to prepare subPath");
        }
        assertThat(home.resolve("x")).doesNotExist();
        assertThat(volumes.subPath(wanted(volume, "in"))).isDirectory();
        assertThat(volumes.subPath(wanted(volume, "in/y"))).isDirectory();
        assertThat(volume.folder().resolve("dir/y")).isDirectory();
    }
}
