package io.beemesh.mesh.attach;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class AckBoxTest {
    private final AckBox acks = new AckBox();

    @Test
    void wordThatEndsTheAttachmentIsSaidAlsoToAHostThatIsNotHeardAnyMore() throws Exception {
        acks.report(7);
        acks.again("the provider leads now");
        acks.end();

        assertThat(acks.take())
                .hasValueSatisfying(
                        last -> assertThat(last.getAgain().getReason()).isEqualTo("the provider leads now"));
        assertThat(acks.take()).isEmpty();
    }

    @Test
    void latestOfEachKindIsSaidOnce() throws Exception {
        acks.beat(1);
        acks.beat(2);
        acks.report(7);

        assertThat(acks.take())
                .hasValueSatisfying(
                        first -> assertThat(first.getBeatAck().getNumber()).isEqualTo(2));
        assertThat(acks.take())
                .hasValueSatisfying(
                        next -> assertThat(next.getReportAck().getSequence()).isEqualTo(7));
        acks.end();
        assertThat(acks.take()).isEmpty();
    }
}
