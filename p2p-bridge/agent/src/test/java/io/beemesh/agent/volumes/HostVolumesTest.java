package io.beemesh.agent.volumes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.system.FileTree;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Memory is /dev/shm here, which is a tmpfs on every Linux and needs no mount. */
class HostVolumesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T23:00:00Z"), ZoneOffset.UTC);

    private final PodKey pod = new PodKey("test", UUID.randomUUID().toString());

    @TempDir
    Path home;

    private HostVolumes volumes;

    @BeforeEach
    void open() throws IOException {
        volumes = HostVolumes.open(home, "/dev/shm", CLOCK);
    }

    @AfterEach
    void remove() throws IOException {
        volumes.remove(pod);
        FileTree.delete(MemoryFolder.open(home.toAbsolutePath(), "/dev/shm").path());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static VolumeSpec configMap(Map<String, byte[]> data, Projection.Item... items) {
        return new VolumeSpec.Files(
                "v",
                VolumeSpec.Kind.CONFIG_MAP,
                0644,
                List.of(new Projection.ConfigMap("c", data, List.of(items), false)));
    }

    private static Projection.Item item(String key, String path) {
        return new Projection.Item(key, path, OptionalInt.empty());
    }

    private Path ready(VolumeSpec volume) {
        VolumesOutcome outcome = volumes.prepare(pod, List.of(volume), OptionalLong.empty());
        assertThat(outcome).isInstanceOf(VolumesOutcome.Ready.class);
        return ((VolumesOutcome.Ready) outcome).folders().get(volume.name());
    }

    private String failure(VolumeSpec volume) {
        VolumesOutcome outcome = volumes.prepare(pod, List.of(volume), OptionalLong.empty());
        assertThat(outcome).isInstanceOf(VolumesOutcome.Failed.class);
        return ((VolumesOutcome.Failed) outcome).message();
    }

    @Test
    void configMapHasItsKeysAsFilesBehindADatedFolder() throws Exception {
        Path folder = ready(configMap(Map.of("a", bytes("1"), "b", bytes("2"))));
        assertThat(folder).startsWith(home).endsWith(Path.of("volumes/kubernetes.io~configmap/v"));
        assertThat(folder.resolve("a")).hasContent("1");
        assertThat(Files.readSymbolicLink(folder.resolve("a"))).isEqualTo(Path.of("..data/a"));
        assertThat(Files.readSymbolicLink(folder.resolve("..data")).toString()).startsWith("..2026_11_22_23_00_00.");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("b"))))
                .isEqualTo("rw-r--r--");
    }

    @Test
    void updateReplacesAllFilesAtOnceAndRemovesWhatIsGone() throws Exception {
        Path folder = ready(configMap(Map.of("a", bytes("1"), "b", bytes("2"))));
        Path before = Files.readSymbolicLink(folder.resolve("..data"));

        ready(configMap(Map.of("b", bytes("3"), "c", bytes("4"))));

        assertThat(Files.readSymbolicLink(folder.resolve("..data"))).isNotEqualTo(before);
        assertThat(folder.resolve("b")).hasContent("3");
        assertThat(folder.resolve("c")).hasContent("4");
        assertThat(Files.exists(folder.resolve("a"), LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(folder.resolve(before)).doesNotExist();
    }

    @Test
    void claimedVolumeOutlivesItsPodsUntilItIsErased() throws Exception {
        Path folder = ready(new VolumeSpec.Claimed("v", "pvc-1"));
        assertThat(folder).isEqualTo(home.toRealPath().resolve("claims/test/pvc-1"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwxrwxrwx");
        Files.writeString(folder.resolve("data"), "precious");

        volumes.remove(pod);
        volumes.dismantle();
        volumes = HostVolumes.open(home, "/dev/shm", CLOCK);

        assertThat(ready(new VolumeSpec.Claimed("v", "pvc-1")).resolve("data")).hasContent("precious");
        volumes.erase("test", "pvc-1");
        volumes.erase("test", "pvc-1");
        assertThat(folder).doesNotExist();
    }

    @Test
    void claimedVolumeIsNeverOutsideItsFolder() {
        assertThat(failure(new VolumeSpec.Claimed("v", "../pods"))).contains("is no file name");
        assertThatThrownBy(() -> volumes.erase("..", "pvc-1")).hasMessageContaining("is no file name");
    }

    @Test
    void leavesNothingWhenItIsDismantled() throws Exception {
        Path onDisk = ready(configMap(Map.of("a", bytes("1"))));
        Path inMemory = ready(new VolumeSpec.Files("v", VolumeSpec.Kind.SECRET, 0644, List.of()));

        volumes.dismantle();

        assertThat(onDisk).doesNotExist();
        assertThat(inMemory).doesNotExist();
        assertThat(home.resolve("pods")).doesNotExist();
    }

    @Test
    void sameContentsAreNotWrittenAgain() throws Exception {
        Path folder = ready(configMap(Map.of("a", bytes("1"))));
        Path before = Files.readSymbolicLink(folder.resolve("..data"));
        ready(configMap(Map.of("a", bytes("1"))));
        assertThat(Files.readSymbolicLink(folder.resolve("..data"))).isEqualTo(before);
    }

    @Test
    void itemsChooseKeysPathsAndModes() throws Exception {
        Path folder = ready(configMap(
                Map.of("a", bytes("1"), "b", bytes("2")),
                new Projection.Item("a", "deep/er/file", OptionalInt.of(0400))));
        assertThat(folder.resolve("deep/er/file")).hasContent("1");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("deep/er/file"))))
                .isEqualTo("r--------");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void missingSourcesAndKeysAreNamedAsTheKubeletDoes() {
        assertThat(failure(new VolumeSpec.Files(
                        "v",
                        VolumeSpec.Kind.CONFIG_MAP,
                        0644,
                        List.of(new Projection.ConfigMap("c", null, List.of(), false)))))
                .isEqualTo("MountVolume.SetUp failed for volume \"v\" : configmap \"c\" not found");
        assertThat(failure(configMap(Map.of("a", bytes("1")), item("x", "x"))))
                .isEqualTo(
                        "MountVolume.SetUp failed for volume \"v\" : configmap references non-existent config key: x");
        assertThat(failure(new VolumeSpec.Files(
                        "v",
                        VolumeSpec.Kind.SECRET,
                        0644,
                        List.of(new Projection.Secret("s", Map.of(), List.of(item("x", "x")), false)))))
                .isEqualTo("MountVolume.SetUp failed for volume \"v\" : references non-existent secret key: x");
    }

    @Test
    void optionalSourcesAndKeysMayBeMissing() {
        Path folder = ready(new VolumeSpec.Files(
                "v",
                VolumeSpec.Kind.PROJECTED,
                0644,
                List.of(
                        new Projection.ConfigMap("c", null, List.of(), true),
                        new Projection.Secret(
                                "s", Map.of("a", bytes("1")), List.of(item("a", "a"), item("x", "x")), true),
                        new Projection.Inline("token", bytes("t"), OptionalInt.empty()))));
        assertThat(folder.resolve("a")).hasContent("1");
        assertThat(folder.resolve("token")).hasContent("t");
        assertThat(folder.resolve("x")).doesNotExist();
    }

    @Test
    void foldersHaveTheModesThatAKubeletGivesThem() throws Exception {
        Path config = ready(configMap(Map.of("a", bytes("1"))));
        Path secret = ready(new VolumeSpec.Files("s", VolumeSpec.Kind.SECRET, 0644, List.of()));

        assertThat((Integer) Files.getAttribute(config, "unix:mode") & 07777).isEqualTo(0777);
        assertThat((Integer) Files.getAttribute(config.resolve("..data").toRealPath(), "unix:mode") & 07777)
                .isEqualTo(0755);
        assertThat((Integer) Files.getAttribute(secret, "unix:mode") & 07777).isEqualTo(01777);
    }

    @Test
    void aFileOfOneUserIsNobodyElsesWhereItCanBeGivenAway() throws Exception {
        VolumeSpec.Files wanted = new VolumeSpec.Files(
                "v",
                VolumeSpec.Kind.PROJECTED,
                0644,
                List.of(new Projection.Inline("token", bytes("t"), OptionalInt.empty(), OptionalLong.of(1000))));
        Path file = ready(wanted).resolve("token").toRealPath();
        boolean root = (Integer) Files.getAttribute(home, "unix:uid") == 0;

        assertThat((Integer) Files.getAttribute(file, "unix:mode") & 0777).isEqualTo(root ? 0600 : 0644);
        assertThat(root).isEqualTo(Files.getAttribute(file, "unix:uid").equals(1000));
        assertThat(ready(wanted).resolve("token").toRealPath()).isEqualTo(file);
    }

    @Test
    void secretsAreInMemoryAndNowhereOnDisk() throws Exception {
        Path folder = ready(new VolumeSpec.Files(
                "v",
                VolumeSpec.Kind.SECRET,
                0600,
                List.of(new Projection.Secret("s", Map.of("password", bytes("hunter2")), List.of(), false))));
        assertThat(Files.getFileStore(folder).type()).isEqualTo("tmpfs");
        assertThat(folder.resolve("password")).hasContent("hunter2");
        try (Stream<Path> onDisk = Files.walk(home)) {
            assertThat(onDisk.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void pathsThatLeaveTheVolumeAreRefused() {
        for (String path : List.of("../x", "a/../../x", "/x", "..x", "")) {
            assertThat(failure(configMap(Map.of("a", bytes("1")), item("a", path))))
                    .as(path)
                    .startsWith("MountVolume.SetUp failed for volume \"v\" : invalid path: ");
        }
        VolumesOutcome outcome =
                volumes.prepare(pod, List.of(new VolumeSpec.EmptyDir("../../evil", false, 0)), OptionalLong.empty());
        assertThat(outcome).isInstanceOf(VolumesOutcome.Failed.class);
    }

    @Test
    void emptyDirThatWasLeftHalfMadeIsForAllUsersToo() throws Exception {
        Path parent = home.toRealPath().resolve("pods/" + pod.podName() + "/volumes/kubernetes.io~empty-dir");
        Files.createDirectories(parent.resolve("v.new"));

        Path folder = ready(new VolumeSpec.EmptyDir("v", false, 0));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwxrwxrwx");
        assertThat(parent.resolve("v.new")).doesNotExist();
    }

    @Test
    void emptyDirIsForAllUsersAndKeepsWhatIsInIt() throws Exception {
        Path folder = ready(new VolumeSpec.EmptyDir("v", false, 0));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                .isEqualTo("rwxrwxrwx");
        Files.writeString(folder.resolve("kept"), "x");
        ready(new VolumeSpec.EmptyDir("v", false, 0));
        assertThat(folder.resolve("kept")).hasContent("x");
    }

    @Test
    void removedPodLeavesNothing() throws Exception {
        ready(configMap(Map.of("a", bytes("1"))));
        Path secret = ready(new VolumeSpec.Files(
                "v",
                VolumeSpec.Kind.SECRET,
                0600,
                List.of(new Projection.Inline("t", bytes("t"), OptionalInt.empty()))));
        assertThat(volumes.present()).containsExactly(pod);
        volumes.remove(pod);
        volumes.remove(pod);
        assertThat(volumes.present()).isEmpty();
        assertThat(secret).doesNotExist();
    }

    @Test
    void hostsFileIsTheKubeletsAndIsChangedInPlace() throws Exception {
        PodFiles files = volumes.files(pod);
        Path file = files.hosts(new PodFiles.Hosts(false, List.of(), "web-0", "", List.of()));
        Object inode = Files.getAttribute(file, "unix:ino");
        files.hosts(new PodFiles.Hosts(
                false,
                List.of("10.88.0.7"),
                "web-0",
                "db.default.svc.cluster.local",
                List.of(new PodFiles.Alias("1.2.3.4", List.of("a", "b")))));
        assertThat(file).hasContent("""
                        # Kubernetes-managed hosts file.
                        127.0.0.1\tlocalhost
                        ::1\tlocalhost ip6-localhost ip6-loopback
                        fe00::0\tip6-localnet
                        fe00::0\tip6-mcastprefix
                        fe00::1\tip6-allnodes
                        fe00::2\tip6-allrouters
                        10.88.0.7\tweb-0.db.default.svc.cluster.local\tweb-0

                        # Entries added by HostAliases.
                        1.2.3.4\ta\tb
                        """);
        assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
    }

    @Test
    void terminationMessageIsTheLast4096Bytes() throws Exception {
        PodFiles files = volumes.files(pod);
        assertThat(files.terminationMessage("main", 0)).isEmpty();
        Path file = files.terminationLog("main", 0);
        assertThat(files.terminationLog("main", 1)).isNotEqualTo(file);
        Files.writeString(file, "x".repeat(5000) + "the end");
        assertThat(files.terminationMessage("main", 0)).hasSize(4096).endsWith("the end");
    }
}
