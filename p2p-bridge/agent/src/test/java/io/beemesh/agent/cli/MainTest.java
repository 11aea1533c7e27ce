package io.beemesh.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @ValueSource(strings = {"", "join", "run", "status", "leave", "version"})
    void endsEveryHelpWithTwoExamples(String command) {
        List<String> words = command.isEmpty() ? List.of("--help") : List.of(command, "--help");

        assertThat(run(words.toArray(String[]::new))).isZero();

        String examples = out.toString().substring(out.toString().indexOf("Examples:"));
        assertThat(examples.lines().filter(line -> line.contains("beemesh-agent")))
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void explainsATokenThatIsNoneInThreeLines() {
        assertThat(run("join", "--token", "nonsense", "/ip4/192.0.2.1/tcp/1")).isEqualTo(2);

        assertThat(err.toString().lines())
                .hasSize(3)
                .satisfiesExactly(
                        what -> assertThat(what).isEqualTo("error: the token is not understood"),
                        why -> assertThat(why).startsWith("  why: ").doesNotContain("nonsense"),
                        advice -> assertThat(advice).startsWith("   do: "));
    }

    @ParameterizedTest
    @ValueSource(strings = {"join", "join --token", "nonsense", "run --nonsense"})
    void refusesWhatItDoesNotUnderstand(String line) {
        assertThat(run(line.split(" "))).isEqualTo(2);
    }

    private int run(String... words) {
        CommandLine line = Main.line();
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        return line.execute(words);
    }
}
