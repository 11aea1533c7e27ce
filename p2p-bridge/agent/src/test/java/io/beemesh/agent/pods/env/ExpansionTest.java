package io.beemesh.agent.pods.env;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The cases of kubernetes' own expand_test.go, and some more. */
class ExpansionTest {
    private static final Map<String, String> VALUES =
            Map.of("VAR_A", "A", "VAR_B", "B", "VAR_C", "C", "VAR_REF", "$(VAR_A)", "VAR_EMPTY", "");

    @ParameterizedTest
    @CsvSource({
        "$(VAR_A),A",
        "___$(VAR_B)___,___B___",
        "___$(VAR_C),___C",
        "$(VAR_A)-$(VAR_A),A-A",
        "$(VAR_REF),$(VAR_A)",
        "$$(VAR_A)-$(VAR_A),$(VAR_A)-A",
        "$$$(VAR_A),$A",
        "$$$$(VAR_A),$$(VAR_A)",
        "foo$$var,foo$var",
        "$VAR_A,$VAR_A",
        "$(VAR_DNE),$(VAR_DNE)",
        "$(VAR_A,$(VAR_A",
        "$$$(BAD,$$(BAD",
        "foo$,foo$",
        "foo$$,foo$",
        "$(),$()",
        "x$(VAR_EMPTY)y,xy",
        "a$ü$(VAR_A),a$üA",
        "plain,plain"
    })
    void expandsAsKubernetesDoes(String text, String expanded) {
        assertThat(Expansion.expand(text, VALUES::get)).isEqualTo(expanded);
    }
}
