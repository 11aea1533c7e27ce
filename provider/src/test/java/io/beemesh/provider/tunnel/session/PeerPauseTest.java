package io.beemesh.provider.tunnel.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PeerPauseTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long ANSWER = TimeUnit.MILLISECONDS.toNanos(250);

    private final PeerPause pause = new PeerPause(SessionLimits.PROVIDER.pace());

    @Test
    void sendsUntilItIsPausedAndAgainOnceItIsResumed() {
        assertThat(pause.turn(0)).isEqualTo(new PeerPause.Turn.Send());

        pause.pause(5);
        assertThat(pause.turn(5)).isEqualTo(new PeerPause.Turn.Wait(SECOND));

        pause.resume();
        assertThat(pause.turn(6)).isEqualTo(new PeerPause.Turn.Send());
    }

    @Test
    void probesAPauseThatIsASecondOldOnceAndThenGoesOn() {
        pause.pause(5);
        assertThat(pause.turn(5 + SECOND - 1)).isEqualTo(new PeerPause.Turn.Wait(1));

        assertThat(pause.turn(5 + SECOND)).isEqualTo(new PeerPause.Turn.Probe());
        assertThat(pause.turn(5 + SECOND + 1)).isEqualTo(new PeerPause.Turn.Wait(ANSWER - 1));
        assertThat(pause.turn(5 + SECOND + ANSWER)).isEqualTo(new PeerPause.Turn.Send());
        assertThat(pause.turn(6 + SECOND + ANSWER)).isEqualTo(new PeerPause.Turn.Send());
    }

    @Test
    void trustsThePauseThatAnswersAProbe() {
        pause.pause(0);
        assertThat(pause.turn(SECOND)).isEqualTo(new PeerPause.Turn.Probe());

        pause.pause(SECOND + 1);

        assertThat(pause.turn(SECOND + 1)).isEqualTo(new PeerPause.Turn.Wait(SECOND));
        assertThat(pause.turn(SECOND + 1 + SECOND)).isEqualTo(new PeerPause.Turn.Probe());
    }

    @Test
    void takesPausesAndResumesThatComeTwiceOrUnasked() {
        pause.resume();
        assertThat(pause.turn(0)).isEqualTo(new PeerPause.Turn.Send());

        pause.pause(0);
        pause.pause(SECOND / 2);

        assertThat(pause.turn(SECOND)).isEqualTo(new PeerPause.Turn.Wait(SECOND / 2));
    }
}
