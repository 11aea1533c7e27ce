package io.beemesh.provider.kube.leader;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HearingTest {
    @Test
    void isReadAsItIsWritten() {
        Hearing hearing = new Hearing(3, true, 12);

        assertThat(hearing.text()).isEqualTo("hosts=3 deaf=true answers=12");
        assertThat(Hearing.parse(hearing.text())).contains(hearing);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hosts=3", "hosts=-1 deaf=true answers=1", "hosts=1 deaf=maybe answers=1"})
    void whatIsNoneIsPassedOver(String text) {
        assertThat(Hearing.parse(text)).isEmpty();
    }
}
