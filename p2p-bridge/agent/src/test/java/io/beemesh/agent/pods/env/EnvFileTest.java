package io.beemesh.agent.pods.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvFileTest {
    private static final String FILE = """
            # settings
            A='one'  # the first

              B='two $A
            three'
            C= 'dropped'
            D=''
            """;

    @Test
    void findsValuesAsTheyAreWritten() throws Exception {
        assertThat(value(FILE, "A")).contains("one");
        assertThat(value(FILE, "B")).contains("two $A\nthree");
        assertThat(value(FILE, "C")).isEmpty();
        assertThat(value(FILE, "D")).isEmpty();
        assertThat(value(FILE, "E")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A=bare", "A='open", "A ='x'", "='x'", "no sign", "A='x' y", "A=\"x\""})
    void refusesWhatTheKubeletRefuses(String line) {
        assertThatThrownBy(() -> value("Z='z'\n" + line, "A"))
                .isInstanceOf(MissingValue.class)
                .hasMessage("couldn't parse env file");
    }

    private static Optional<String> value(String file, String key) throws MissingValue {
        return EnvFile.value(file.getBytes(StandardCharsets.UTF_8), key);
    }
}
