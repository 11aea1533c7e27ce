package io.beemesh.agent.journal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RunPod;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
    private static final byte[] SEED = new byte[32];
    private static final PodKey KEY = new PodKey("c", "u");
    private static final RunPod ORDER = RunPod.newBuilder()
            .setClusterId("c")
            .setUid("u")
            .addSources(ConfigSource.newBuilder().putData("password", ByteString.copyFromUtf8("hunter2hunter2")))
            .build();

    @TempDir
    Path folder;

    private Journal journal;

    @BeforeEach
    void open() throws IOException {
        journal = Journal.open(folder, SEED);
    }

    @Test
    void givesBackWhatWasKept() throws IOException {
        journal.keep(new Journal.Entry(ORDER, OptionalLong.empty()));
        journal.note(KEY, "state".getBytes(StandardCharsets.UTF_8), true);
        journal.keep(new Journal.Entry(ORDER, OptionalLong.of(7)));

        List<Journal.Found> found = Journal.open(folder, SEED).load();

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().entry()).isEqualTo(new Journal.Entry(ORDER, OptionalLong.of(7)));
        assertThat(found.getFirst().state()).asString(StandardCharsets.UTF_8).isEqualTo("state");
    }

    @Test
    void forgets() throws IOException {
        journal.keep(new Journal.Entry(ORDER, OptionalLong.empty()));
        journal.note(KEY, new byte[1], false);

        journal.forget(KEY);
        journal.forget(KEY);

        assertThat(journal.load()).isEmpty();
        assertThat(files()).isEmpty();
    }

    @Test
    void hidesSecretsAndItselfFromOthers() throws IOException {
        journal.keep(new Journal.Entry(ORDER, OptionalLong.empty()));

        Path file = files().getFirst();
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .doesNotContain("hunter2");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(new Journal.Entry(ORDER, OptionalLong.empty())).asString().doesNotContain("hunter2");
    }

    @Test
    void setsAsideWhatCannotBeReadAndGoesOn() throws IOException {
        journal.keep(new Journal.Entry(ORDER, OptionalLong.empty()));
        Path file = files().getFirst();
        byte[] sealed = Files.readAllBytes(file);
        RunPod other = ORDER.toBuilder().setUid("v").build();
        journal.keep(new Journal.Entry(other, OptionalLong.empty()));
        for (int at = 0; at < sealed.length; at += 7) {
            byte[] broken = sealed.clone();
            broken[at] ^= 1;
            Files.write(file, broken);
            assertThat(uids()).containsExactly("v");
            assertThat(folder.resolve("c.u.pod.corrupt")).exists();
        }
        for (int length = 0; length < sealed.length; length += 11) {
            Files.write(file, Arrays.copyOf(sealed, length));
            assertThat(uids()).containsExactly("v");
        }
    }

    @Test
    void knowsWhatAPodHasThatAsksForMore() throws IOException {
        journal.allocate(new Journal.Entry(ORDER, OptionalLong.empty()).key(), new byte[] {1, 2});
        journal.keep(new Journal.Entry(ORDER, OptionalLong.empty()));
        assertThat(journal.load().getFirst().allocated()).containsExactly(1, 2);

        journal.allocateAll(new Journal.Entry(ORDER, OptionalLong.empty()).key());

        assertThat(journal.load().getFirst().allocated()).isEmpty();
    }

    @Test
    void takesNoFileUnderAnotherName() throws IOException {
        journal.keep(new Journal.Entry(ORDER, OptionalLong.empty()));
        Files.move(folder.resolve("c.u.pod"), folder.resolve("c.w.pod"));

        assertThat(journal.load()).isEmpty();
    }

    @Test
    void needsTheHostsOwnKey() throws IOException {
        journal.keep(new Journal.Entry(ORDER, OptionalLong.empty()));
        byte[] other = new byte[32];
        other[0] = 1;

        assertThat(Journal.open(folder, other).load()).isEmpty();
    }

    @Test
    void runsAPodAgainWhoseStateAloneIsBroken() throws IOException {
        journal.keep(new Journal.Entry(ORDER, OptionalLong.empty()));
        Files.write(folder.resolve("c.u.state"), new byte[100]);

        List<Journal.Found> found = journal.load();

        assertThat(found).hasSize(1);
        assertThat(found.getFirst().state()).isEmpty();
    }

    private List<String> uids() throws IOException {
        return journal.load().stream().map(f -> f.entry().order().getUid()).toList();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }
}
