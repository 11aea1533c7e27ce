package io.beemesh.agent.state.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.beemesh.agent.journal.Seal;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StateMember;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupBookTest {
    private static final Seal SEAL = new Seal(new byte[32], "test");
    private static final UUID GROUP = new UUID(1, 2);
    private static final StateGroup ORDER = StateGroup.newBuilder()
            .setClusterId("cluster-1")
            .setUid(GROUP.toString())
            .setNumber(3)
            .addMembers(StateMember.newBuilder().setPeerId("somebody"))
            .build();

    @TempDir
    private Path folder;

    @Test
    void keepsTheNewestOrderOfEachGroupUntilItIsForgotten() throws IOException {
        GroupBook book = new GroupBook(folder.resolve("orders"), SEAL);
        assertThat(book.load()).isEmpty();

        book.keep(ORDER);
        book.keep(ORDER.toBuilder().setNumber(4).build());

        assertThat(book.load()).containsExactly(ORDER.toBuilder().setNumber(4).build());
        book.forget(GROUP);
        book.forget(GROUP);
        assertThat(book.load()).isEmpty();
    }

    @Test
    void passesOverWhatCannotBeRead() throws IOException {
        GroupBook book = new GroupBook(folder, SEAL);
        book.keep(ORDER);
        Files.write(folder.resolve("spoilt.group"), new byte[] {1, 2, 3});

        assertThat(book.load()).containsExactly(ORDER);
    }

    /** The key of what a group keeps is in it. */
    @Test
    void showsNobodyWhatItKeeps() throws IOException {
        GroupBook book = new GroupBook(folder, SEAL);
        book.keep(ORDER.toBuilder()
                .setKey(ByteString.copyFromUtf8("a key that is secret"))
                .build());

        Path file = folder.resolve(GROUP + ".group");
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                .doesNotContain("secret", "somebody");
        assertThat(new GroupBook(folder, new Seal(new byte[32], "another")).load())
                .isEmpty();
    }

    @Test
    void refusesNamesThatLeadOutOfTheFolder() {
        GroupBook book = new GroupBook(folder, SEAL);

        assertThatThrownBy(() ->
                        book.keep(ORDER.toBuilder().setUid("../../etc/passwd").build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> book.keep(ORDER.toBuilder().setClusterId("../x").build()))
                .hasMessageContaining("cluster '../x'");
    }
}
