package io.beemesh.provider.resource.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTtlTest {
    @ParameterizedTest
    @CsvSource({"24h, PT24H", "1h30m, PT1H30M", "7d, P7D", "90s, PT90S", "PT24H, PT24H", "P1DT1H, PT25H"})
    void readsGosFormAndIso(String text, Duration expected) {
        assertThat(TokenTtl.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "h", "24", "-1h", "1.5h", "1 h", "soon", "P", "1234567h"})
    void refusesAnythingElse(String text) {
        assertThatThrownBy(() -> TokenTtl.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ttl: '" + text + "' (expected: ");
    }

    @Test
    void leavesItToTheTokenHowLongItMayBe() {
        assertThatThrownBy(() -> new JoinTokenSpec(1, "999999d", Map.of(), "").wish())
                .hasMessageContaining("at most 366 days");
    }
}
