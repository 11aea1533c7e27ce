package io.beemesh.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRangeTest {
    private final AddressRange range = new AddressRange("10.91.0.0");

    @Test
    void givesEachAddressOnceAndThenNone() {
        Set<String> given = new HashSet<>();
        for (Optional<String> next = range.take(); next.isPresent(); next = range.take()) {
            assertThat(given.add(next.get())).isTrue();
        }
        assertThat(given)
                .hasSize(1021)
                .contains("10.91.0.2", "10.91.3.254")
                .doesNotContain("10.91.0.0", range.gateway(), "10.91.3.255");
    }

    @Test
    void givesBackAsLateAsCanBe() {
        String first = range.take().orElseThrow();
        range.free(first);

        assertThat(range.take()).isPresent().isNotEqualTo(Optional.of(first));
    }

    @Test
    void givesNoneThatIsTakenElsewhere() {
        range.take("10.91.0.2");
        range.take("192.0.2.7");

        assertThat(range.take()).contains("10.91.0.3");
    }

    @ParameterizedTest
    @CsvSource({
        "10.91.0.0/22, 10.91.3.255, true",
        "10.91.0.0/22, 10.91.4.0/24, false",
        "10.91.0.0/22, 10.0.0.0/8, true",
        "10.91.0.0/22, 0.0.0.0/0, true",
        "10.200.0.0/22, 192.168.0.0/16, false"
    })
    void knowsWhatOverlaps(String one, String other, boolean overlaps) {
        assertThat(AddressRange.overlap(one, other)).isEqualTo(overlaps);
        assertThat(AddressRange.overlap(other, one)).isEqualTo(overlaps);
    }
}
