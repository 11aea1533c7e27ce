package io.beemesh.provider.tunnel.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.tunnel.session.testing.MemoryDoor;
import io.beemesh.provider.tunnel.session.testing.MemoryLine;
import io.beemesh.provider.tunnel.wire.TunnelMessage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How connections begin and end, and what ends the session. */
@Timeout(60)
class TunnelSessionTest {
    private final PlayedSession played = PlayedSession.start();

    @AfterEach
    void stop() throws InterruptedException {
        played.close();
    }

    @Test
    void takesDataThatComeBeforeTheKubeletIsReached() throws Exception {
        played.door.hold();
        played.server(new TunnelMessage.Connect(2, MemoryDoor.ADDRESS));
        played.data(2, "client hello");
        played.data(2, "more");

        played.door.answer();
        MemoryLine kubelet = played.door.next();

        assertThat(kubelet.heard()).isEqualTo("client hello");
        assertThat(kubelet.heard()).isEqualTo("more");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp/127.0.0.1:10010",
                "tcp/10.0.0.1:10250",
                "tcp/[::1]:1",
                "tcp/localhost:10250",
                "udp/127.0.0.1:10250",
                "unix//run/podman.sock",
                "tcp/127.0.0.1:10250 ",
                ""
            })
    void refusesAnyOtherAddressForThatConnectionAlone(String address) throws Exception {
        MemoryLine running = played.connect(2);

        played.server(new TunnelMessage.Connect(3, address));

        assertThat(played.port.next()).isEqualTo(new TunnelMessage.Fault(3, "not allowed: " + address));
        assertThat(played.door.untouched()).isTrue();
        running.say("still here");
        assertThat(played.port.next()).isInstanceOf(TunnelMessage.Data.class);
        assertThat(played.runs()).isTrue();
    }

    @Test
    void saysAtOnceThatTheKubeletIsNotReached() throws Exception {
        played.door.die();

        played.server(new TunnelMessage.Connect(2, MemoryDoor.ADDRESS));

        assertThat(played.port.next()).isEqualTo(new TunnelMessage.Fault(2, "kubelet not reached: Connection refused"));
        awaitConnections(0);
    }

    @Test
    void saysTheEndAfterTheLastData() throws Exception {
        MemoryLine kubelet = played.connect(2);
        kubelet.say("one");
        kubelet.say("two");
        kubelet.hangUp();

        assertThat(played.port.next()).isInstanceOf(TunnelMessage.Data.class);
        assertThat(played.port.next()).isInstanceOf(TunnelMessage.Data.class);
        PlayedSession.until(kubelet::hungUp);
        assertThat(played.port.silent()).isTrue();
        played.advance(Duration.ofSeconds(1));
        assertThat(played.port.next()).isEqualTo(new TunnelMessage.Fault(2, "EOF"));
        assertThat(kubelet.awaitClosed()).isTrue();
        awaitConnections(0);
    }

    @Test
    void leavesTheServerTimeToEndAConnectionThatTheKubeletEnded() throws Exception {
        MemoryLine kubelet = played.connect(2);
        kubelet.say("all");
        kubelet.hangUp();
        assertThat(played.port.untilData(3)).isEmpty();

        played.server(new TunnelMessage.Fault(2, "EOF"));

        assertThat(kubelet.awaitClosed()).isTrue();
        awaitConnections(0);
        assertThat(played.port.silent()).isTrue();
    }

    @Test
    void leavesAFullServerMoreTimeUntilItIsLow() throws Exception {
        MemoryLine kubelet = played.connect(2);
        kubelet.say("all");
        kubelet.hangUp();
        assertThat(played.port.untilData(3)).isEmpty();
        PlayedSession.until(kubelet::hungUp);
        played.server(new TunnelMessage.Pause(2));
        played.advance(Duration.ofSeconds(9));
        played.connect(3).say("meanwhile");
        assertThat(played.port.untilData(9)).isEmpty();

        played.server(new TunnelMessage.Resume(2));
        played.advance(Duration.ofSeconds(1));

        assertThat(played.port.next()).isEqualTo(new TunnelMessage.Resume(2));
        assertThat(played.port.next()).isEqualTo(new TunnelMessage.Fault(2, "EOF"));
    }

    @Test
    void givesTheKubeletWhatCameBeforeTheServersEnd() throws Exception {
        MemoryLine kubelet = played.connect(2);
        kubelet.turnDeaf();
        played.data(2, "one");
        played.data(2, "two");
        played.server(new TunnelMessage.Fault(2, "EOF"));
        played.data(2, "too late");

        kubelet.listen();

        assertThat(kubelet.heard() + kubelet.heard()).isEqualTo("onetwo");
        assertThat(kubelet.awaitClosed()).isTrue();
        awaitConnections(0);
        assertThat(played.port.silent()).isTrue();
    }

    @Test
    void closesAConnectionWhoseKubeletTakesTooLongAfterTheServersEnd() throws Exception {
        MemoryLine kubelet = played.connect(2);
        kubelet.turnDeaf();
        played.data(2, "one");
        played.server(new TunnelMessage.Fault(2, "EOF"));

        played.advance(Duration.ofSeconds(10));

        assertThat(kubelet.awaitClosed()).isTrue();
        awaitConnections(0);
    }

    @Test
    void hearsAKubeletThatTakesNoMore() throws Exception {
        MemoryLine kubelet = played.connect(2);
        kubelet.breakWrites();
        played.data(2, "too much");
        played.data(2, "far too much");
        kubelet.say("413");

        assertThat(played.port.untilData(3)).isEmpty();
        assertThat(played.session.connections()).isEqualTo(1);
    }

    @Test
    void ignoresWhatIsOfNoConnection() throws Exception {
        played.server(new TunnelMessage.Fault(7, "connection not found"));
        played.data(7, "late");
        played.server(new TunnelMessage.Pause(7));
        played.server(new TunnelMessage.Resume(7));
        played.server(new TunnelMessage.Other(0, 4));
        played.server(new TunnelMessage.Other(0, 5));

        MemoryLine kubelet = played.connect(8);
        kubelet.say("first");

        assertThat(played.port.next()).isInstanceOf(TunnelMessage.Data.class);
        assertThat(played.port.silent()).isTrue();
    }

    @Test
    void endsWithAMessageThatCannotBeRead() throws Exception {
        MemoryLine kubelet = played.connect(2);

        played.session.receive(ByteBuffer.wrap(new byte[] {4}));

        assertThat(played.end()).startsWith("message not understood");
        assertThat(kubelet.awaitClosed()).isTrue();
        assertThat(played.port.aborted()).isTrue();
    }

    @Test
    void endsWithAConnectionThatIsOpenedTwice() throws Exception {
        played.connect(2);

        played.server(new TunnelMessage.Connect(2, MemoryDoor.ADDRESS));

        assertThat(played.end()).isEqualTo("connection 2 opened twice");
    }

    @Test
    void endsItsConnectionsWithItself() throws Exception {
        MemoryLine one = played.connect(2);
        MemoryLine two = played.connect(3);
        two.turnDeaf();
        played.data(3, "stuck");

        played.session.end("gone");

        assertThat(played.end()).isEqualTo("gone");
        assertThat(one.awaitClosed()).isTrue();
        assertThat(two.awaitClosed()).isTrue();
        assertThat(played.session.connections()).isZero();
    }

    @Test
    void opensNoMoreConnectionsThanItsBound() throws Exception {
        for (long number = 2; number < 6; number++) {
            played.connect(number);
        }

        played.server(new TunnelMessage.Connect(6, MemoryDoor.ADDRESS));

        assertThat(played.port.next()).isEqualTo(new TunnelMessage.Fault(6, "too many connections: 4"));
        assertThat(played.door.untouched()).isTrue();
    }

    @Test
    void livesOnWhateverGarbageComesOrEndsInOrder() throws Exception {
        Random random = new Random(3);
        for (int i = 0; i < 10_000 && played.runs(); i++) {
            byte[] garbage = new byte[3 + random.nextInt(40)];
            random.nextBytes(garbage);
            garbage[0] = 2;
            garbage[1] = (byte) random.nextInt(20);
            garbage[2] = (byte) random.nextInt(20);
            played.session.receive(ByteBuffer.wrap(garbage));
        }
        played.session.end("enough");

        assertThat(played.end()).matches("enough|message not understood.*");
        assertThat(played.door.untouched()).isTrue();
    }

    @Test
    void pingsAndGivesUpASilentServer() throws Exception {
        PlayedSession.until(() -> played.port.pings() > 2);
        played.advance(Duration.ofSeconds(59));
        played.session.pong();
        played.advance(Duration.ofSeconds(59));
        int pings = played.port.pings();
        PlayedSession.until(() -> played.port.pings() > pings);
        assertThat(played.runs()).isTrue();

        played.data(2, "data are no sign of life");
        played.advance(Duration.ofSeconds(2));

        assertThat(played.end()).isEqualTo("no pong for 60 s");
        assertThat(List.of(played.port.aborted())).containsExactly(true);
    }

    private void awaitConnections(int count) throws Exception {
        PlayedSession.until(() -> played.session.connections() == count);
    }
}
