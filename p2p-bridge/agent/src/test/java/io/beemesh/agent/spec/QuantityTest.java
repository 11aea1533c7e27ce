package io.beemesh.agent.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QuantityTest {
    @ParameterizedTest
    @CsvSource({"100m,100", "1,1000", "1.5,1500", "0.0001,1", "2k,2000000", "1e3,1000000", "250u,1", "0,0"})
    void countsCpuInMillisRoundedUp(String text, long millis) {
        assertThat(Quantity.parse(text).millis()).isEqualTo(millis);
    }

    @ParameterizedTest
    @CsvSource({
        "64Mi,67108864",
        "1G,1000000000",
        "1.5Ki,1536",
        "1500m,2",
        "12E,12000000000000000000",
        "1Ei,1152921504606846976"
    })
    void countsBytesRoundedUp(String text, String bytes) {
        long expected = new java.math.BigInteger(bytes)
                .min(java.math.BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
        assertThat(Quantity.parse(text).units()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1 Mi", "1mi", "--1", "1e", "1e99999999999", "0x10", "1KiB"})
    void refusesWhatIsNoQuantity(String text) {
        assertThatThrownBy(() -> Quantity.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"0,0", "1023,1023", "1024,1Ki", "209727488,204812Ki", "1073741824,1Gi"})
    void writesBytesAsKubernetesDoes(long bytes, String text) {
        assertThat(Quantity.ofBytes(bytes).text()).isEqualTo(text);
        assertThat(Quantity.ofBytes(bytes).units()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "32Mi,32Mi,64Mi",
        "512Ki,1Mi,1536Ki",
        "1Gi,1G,2073741824",
        "1G,1Gi,2073741824",
        "0,1Gi,1Gi",
        "1Gi,0,1Gi",
        "100m,1900m,2",
        "1,1500m,2500m",
        "600,400,1k",
        "1u,1n,1001n"
    })
    void addsAsKubernetesDoes(String one, String other, String both) {
        assertThat(Quantity.parse(one).plus(Quantity.parse(other)).text()).isEqualTo(both);
    }

    @Test
    void dividesRoundedUp() {
        assertThat(Quantity.parse("1500m").dividedBy(Quantity.ZERO)).isEqualTo(2);
        assertThat(Quantity.parse("65Mi").dividedBy(Quantity.parse("1Gi"))).isEqualTo(1);
        assertThat(Quantity.parse("250m").dividedBy(Quantity.parse("1m"))).isEqualTo(250);
    }
}
