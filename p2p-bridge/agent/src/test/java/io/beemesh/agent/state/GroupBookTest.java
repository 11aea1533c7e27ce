package io.beemesh.agent.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StateMember;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupBookTest {
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
        GroupBook book = new GroupBook(folder.resolve("orders"));
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
        GroupBook book = new GroupBook(folder);
        book.keep(ORDER);
        Files.write(folder.resolve("spoilt.group"), new byte[] {1, 2, 3});

        assertThat(book.load()).containsExactly(ORDER);
    }

    @Test
    void refusesNamesThatLeadOutOfTheFolder() {
        GroupBook book = new GroupBook(folder);

        assertThatThrownBy(() ->
                        book.keep(ORDER.toBuilder().setUid("../../etc/passwd").build()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> book.keep(ORDER.toBuilder().setClusterId("../x").build()))
                .hasMessageContaining("cluster '../x'");
    }
}
