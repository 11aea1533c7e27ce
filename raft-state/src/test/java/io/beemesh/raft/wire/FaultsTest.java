package io.beemesh.raft.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionException;
import org.apache.ratis.protocol.exceptions.GroupMismatchException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FaultsTest {
    private static IOException there(Throwable thrown) {
        return Faults.decode(Faults.encode(thrown));
    }

    @Test
    void whatIsKnownKeepsItsClass() {
        assertThat(there(new GroupMismatchException("no such group")))
                .isExactlyInstanceOf(GroupMismatchException.class)
                .hasMessage("no such group");
        assertThat(there(new CompletionException(new ServerNotReadyException("starting"))))
                .isExactlyInstanceOf(ServerNotReadyException.class);
    }

    @Test
    void whatIsNotKnownIsNamed() {
        assertThat(there(new IllegalStateException("term 7")))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage("the peer answered IllegalStateException: term 7")
                .hasNoCause();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javax.naming.InitialContext\nldap://evil",
                "org.apache.ratis.protocol.exceptions.GroupMismatchException\nby its full name",
                "Error\n",
                "no line break",
                "",
                "\n\n\n"
            })
    void aPeerChoosesNoClass(String body) {
        assertThat(Faults.decode(body.getBytes(StandardCharsets.UTF_8))).isExactlyInstanceOf(IOException.class);
    }

    @Test
    void nothingIsSaidWithoutBound() {
        assertThat(Faults.encode(new IOException("x".repeat(100_000)))).hasSizeLessThan(3000);
        assertThat(Faults.decode(new byte[1 << 20]).getMessage()).hasSizeLessThan(9000);
        assertThat(there(new NullPointerException())).hasMessageContaining("NullPointerException");
    }
}
