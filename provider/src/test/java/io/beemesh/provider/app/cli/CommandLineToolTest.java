package io.beemesh.provider.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

class CommandLineToolTest {
    @ParameterizedTest
    @CsvSource({"30s,PT30S", "5m,PT5M", "8h,PT8H", "7d,PT168H"})
    void readsTimesToLive(String text, Duration expected) {
        assertThat(new TimeToLive().convert(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "h", "-8h", "0h", "8w", "1h30m", "99999999999d"})
    void refusesOtherTimesToLive(String text) {
        assertThatThrownBy(() -> new TimeToLive().convert(text)).isInstanceOf(TypeConversionException.class);
    }

    @ParameterizedTest
    @CsvSource({"PT1H,1h", "PT90M,1h30m", "PT59S,59s", "P7D,7d", "PT10M,10m", "PT-5S,0s"})
    void writesTimesToLive(Duration time, String expected) {
        assertThat(TimeToLive.text(time)).isEqualTo(expected);
    }

    @Test
    void endsWithTwoOnWrongUsage() {
        assertThat(CommandLineTool.run("0.1.0", "token", "create", "--uses", "many"))
                .isEqualTo(2);
        assertThat(CommandLineTool.run("0.1.0", "nonsense")).isEqualTo(2);
    }

    @Test
    void endsWithOneWhenTheKubeconfigIsNotThere() {
        assertThat(CommandLineTool.run("0.1.0", "token", "list", "--kubeconfig", "/no/such/file"))
                .isEqualTo(1);
    }

    @Test
    void showsTwoExamplesWithEachHelp() {
        for (Class<?> command : commands()) {
            String help = new CommandLine(command).getUsageMessage();
            assertThat(help.substring(help.indexOf("Examples:")).lines().filter(line -> line.startsWith("  ")))
                    .as(command.getSimpleName())
                    .hasSize(2);
        }
    }

    private static Class<?>[] commands() {
        return new Class<?>[] {TokenCommand.class, TokenCreate.class, TokenList.class, TokenDelete.class};
    }
}
