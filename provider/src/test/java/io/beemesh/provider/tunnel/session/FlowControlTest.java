package io.beemesh.provider.tunnel.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.tunnel.session.testing.MemoryLine;
import io.beemesh.provider.tunnel.wire.TunnelMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** PAUSE and RESUME, where remotedialer's own habits would stall a connection for good. */
@Timeout(60)
class FlowControlTest {
    private static final TunnelMessage PAUSE = new TunnelMessage.Pause(2);
    private static final TunnelMessage RESUME = new TunnelMessage.Resume(2);

    private final PlayedSession played = PlayedSession.start();

    @AfterEach
    void stop() throws InterruptedException {
        played.close();
    }

    @Test
    void answersEveryResumeWithAResume() throws Exception {
        played.connect(2);

        played.server(RESUME);
        played.server(RESUME);
        played.server(PAUSE);
        played.server(RESUME);

        for (int i = 0; i < 3; i++) {
            assertThat(played.port.next()).isEqualTo(RESUME);
        }
        assertThat(played.port.silent()).isTrue();
    }

    @Test
    void sendsItsOwnPauseAgainAfterAResumeThatItAnswers() throws Exception {
        fill(played.connect(2));
        assertThat(played.port.next()).isEqualTo(PAUSE);

        played.server(RESUME);

        assertThat(played.port.next()).isEqualTo(RESUME);
        assertThat(played.port.next()).isEqualTo(PAUSE);
    }

    @Test
    void asksForAPauseWhenTheKubeletIsSlowAndForMoreWhenItHasTakenIt() throws Exception {
        MemoryLine kubelet = played.connect(2);
        fill(kubelet);
        assertThat(played.port.next()).isEqualTo(PAUSE);

        kubelet.listen();

        assertThat(played.port.next()).isEqualTo(RESUME);
        assertThat(played.port.silent()).isTrue();
    }

    @Test
    void holdsDataWhileTheServerIsFull() throws Exception {
        MemoryLine kubelet = played.connect(2);
        played.server(PAUSE);
        kubelet.say("held");
        PlayedSession.until(() -> kubelet.reads() == 1);
        assertThat(played.port.silent()).isTrue();

        played.server(RESUME);

        assertThat(played.port.next()).isEqualTo(RESUME);
        assertThat(played.port.next()).isInstanceOf(TunnelMessage.Data.class);
    }

    @Test
    void probesWithOneByteWhenAPauseIsASecondOld() throws Exception {
        MemoryLine kubelet = played.connect(2);
        played.server(PAUSE);
        kubelet.say("held back");

        played.advance(Duration.ofSeconds(1));

        assertThat(played.port.next()).isEqualTo(RESUME);
        assertThat(played.port.next()).isEqualTo(new TunnelMessage.Data(2, ByteBuffer.wrap(new byte[] {'h'})));
        assertThat(played.port.silent()).isTrue();

        played.advance(Duration.ofMillis(250));

        assertThat(played.port.untilData("eld back".length())).isEmpty();
    }

    @Test
    void trustsTheServerThatAnswersAProbeWithAPause() throws Exception {
        MemoryLine kubelet = played.connect(2);
        played.server(PAUSE);
        kubelet.say("held back");
        played.advance(Duration.ofSeconds(1));
        assertThat(played.port.untilData(1)).containsExactly(RESUME);

        played.server(PAUSE);
        played.advance(Duration.ofMillis(999));
        played.connect(3).say("meanwhile");
        assertThat(played.port.untilData("meanwhile".length())).isEmpty();

        played.server(RESUME);
        assertThat(played.port.untilData("eld back".length())).containsExactly(RESUME);
    }

    @Test
    void goesOnSendingWhileItIsFullItself() throws Exception {
        MemoryLine kubelet = played.connect(2);
        fill(kubelet);
        assertThat(played.port.next()).isEqualTo(PAUSE);

        kubelet.say("both ways");

        assertThat(played.port.untilData("both ways".length())).isEmpty();
    }

    @Test
    void endsTheOneConnectionOfAServerThatDoesNotPause() throws Exception {
        MemoryLine deaf = played.connect(2);
        MemoryLine well = played.connect(3);
        deaf.turnDeaf();
        for (int i = 0; i < 30; i++) {
            played.data(2, "x".repeat(1000));
        }

        assertThat(played.port.next()).isEqualTo(PAUSE);
        assertThat(played.port.next()).isEqualTo(new TunnelMessage.Fault(2, "more sent than the kubelet takes"));
        assertThat(deaf.awaitClosed()).isTrue();
        played.data(3, "fine");
        assertThat(well.heard()).isEqualTo("fine");
    }

    @Test
    void sharesOneBoundAmongAllConnections() throws Exception {
        for (long number = 2; number < 5; number++) {
            played.connect(number).turnDeaf();
            for (int i = 0; i < 15; i++) {
                played.data(number, "x".repeat(800));
            }
        }
        TunnelMessage first = played.port.next();
        while (!(first instanceof TunnelMessage.Fault)) {
            first = played.port.next();
        }

        assertThat(first).isEqualTo(new TunnelMessage.Fault(4, "more sent than the kubelet takes"));
        assertThat(played.runs()).isTrue();
    }

    @Test
    void neverWaitsForASendWhileItReceives() throws Exception {
        played.port.stall();
        MemoryLine kubelet = played.connect(2);
        for (int i = 0; i < 100; i++) {
            kubelet.say("data that nobody takes");
        }
        PlayedSession.until(() -> kubelet.reads() > Outbox.DATA_MAX);

        for (int i = 0; i < 1000; i++) {
            played.server(PAUSE);
            played.server(RESUME);
            played.data(2, "to the kubelet");
            assertThat(kubelet.heard()).isEqualTo("to the kubelet");
        }

        assertThat(kubelet.reads()).isLessThanOrEqualTo(Outbox.DATA_MAX + 2);
        played.port.flow();
        assertThat(played.port.untilData("data that nobody takes".length() * 100))
                .hasSizeGreaterThanOrEqualTo(1000)
                .containsOnly(RESUME);
    }

    @Test
    void sendsControlMessagesAheadOfData() throws Exception {
        played.port.stall();
        MemoryLine kubelet = played.connect(2);
        for (int i = 0; i < 10; i++) {
            kubelet.say("data");
        }
        PlayedSession.until(() -> kubelet.reads() == 10);

        played.server(RESUME);
        played.port.flow();

        // One message of data may have been on its way already.
        assertThat(List.of(played.port.next(), played.port.next())).contains(RESUME);
        assertThat(played.port.untilData(36)).isEmpty();
    }

    @Test
    void endsASessionWhoseServerReadsNothingOfWhatItAsksFor() throws Exception {
        played.port.stall();
        played.connect(2);

        for (int i = 0; i < Outbox.CONTROL_MAX + 10; i++) {
            played.server(RESUME);
        }
        played.port.flow();

        assertThat(played.end()).isEqualTo("more to say than the server reads");
    }

    private void fill(MemoryLine kubelet) {
        kubelet.turnDeaf();
        for (int i = 0; i < 6; i++) {
            played.data(2, "x".repeat(1000));
        }
    }
}
