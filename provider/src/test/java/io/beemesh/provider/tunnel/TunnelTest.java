package io.beemesh.provider.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TunnelTest {
    private final PlayedServers servers = new PlayedServers();
    private final AtomicLong nanos = new AtomicLong();
    private Tunnel tunnel;

    @AfterEach
    void stop() {
        if (tunnel != null) {
            tunnel.close();
        }
    }

    @Test
    void opensOneSessionWithEachServer() throws Exception {
        start(TunnelMode.AUTO);
        servers.open(1);
        servers.open(2);

        servers.are(1, 2);
        servers.are(2, 1);

        assertThat(List.of(servers.dialed(), servers.dialed())).containsExactlyInAnyOrder(1, 2);
        assertThat(servers.quiet()).isTrue();
    }

    @Test
    void endsTheSessionOfAServerThatIsGoneAndOpensThatOfANewOne() throws Exception {
        start(TunnelMode.AUTO);
        servers.open(1);
        servers.open(2);
        servers.are(1);
        assertThat(servers.served()).isEqualTo(1);
        assertThat(servers.dialed()).isEqualTo(1);

        servers.are(2);

        assertThat(servers.ended()).isEqualTo(1);
        assertThat(servers.dialed()).isEqualTo(2);
    }

    @Test
    void keepsItsSessionsWhenAListIsEmpty() throws Exception {
        start(TunnelMode.AUTO);
        servers.open(1);
        servers.are(1);
        assertThat(servers.served()).isEqualTo(1);
        assertThat(servers.dialed()).isEqualTo(1);

        servers.are();
        servers.are(1);
        servers.end(1, "server restarts");

        assertThat(servers.ended()).isEqualTo(1);
        assertThat(servers.quiet()).isTrue();
    }

    @Test
    void dialsAServerThatIsAwayAgainWithinFifteenSeconds() throws Exception {
        start(TunnelMode.AUTO);
        servers.are(1);

        Duration longest = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            assertThat(servers.dialed()).isEqualTo(1);
            Duration rest = servers.rested();
            longest = rest.compareTo(longest) > 0 ? rest : longest;
        }

        assertThat(longest).isBetween(Duration.ofSeconds(8), Duration.ofSeconds(15));
    }

    @Test
    void dialsAgainAtOnceAfterASessionOfAMinute() throws Exception {
        start(TunnelMode.AUTO);
        servers.are(1);
        for (int i = 0; i < 10; i++) {
            servers.rested();
        }
        servers.rested(() -> servers.open(1));
        assertThat(servers.served()).isEqualTo(1);

        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        servers.end(1, "server restarts");

        assertThat(servers.rested()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void asksRarelyWhereNoServerIsAK3s() throws Exception {
        start(TunnelMode.AUTO);
        servers.refuse(1, 403);
        servers.are(1);

        assertThat(restAfterMany()).isGreaterThan(Duration.ofMinutes(2));
    }

    @Test
    void asksOftenWhereAnotherServerOpenedATunnel() throws Exception {
        start(TunnelMode.AUTO);
        servers.open(2);
        servers.are(2);
        assertThat(servers.served()).isEqualTo(2);
        servers.refuse(1, 401);
        servers.are(1, 2);

        assertThat(restAfterMany()).isLessThanOrEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void asksOftenWhereATunnelIsWantedAnyway() throws Exception {
        start(TunnelMode.ON);
        servers.refuse(1, 404);
        servers.are(1);

        assertThat(restAfterMany()).isLessThanOrEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void waitsForTheCertificateOfTheNode() throws Exception {
        tunnel = Tunnel.start(
                TunnelMode.AUTO, new Tunnel.Ports(servers, servers, servers, new Random(1)), nanos::get, servers);
        servers.open(1);
        servers.are(1);
        servers.rested();
        assertThat(servers.quiet()).isTrue();

        servers.rested(servers::knowTheNode);

        assertThat(servers.dialed()).isEqualTo(1);
    }

    @Test
    void endsAllSessionsWhenItIsClosed() throws Exception {
        start(TunnelMode.AUTO);
        servers.open(1);
        servers.open(2);
        servers.are(1, 2, 3);
        for (int i = 0; i < 3; i++) {
            servers.dialed();
        }
        servers.served();
        servers.served();

        tunnel.close();
        tunnel.close();

        assertThat(List.of(servers.ended(), servers.ended())).containsExactlyInAnyOrder(1, 2);
        servers.are(1, 2, 3, 4);
        assertThat(servers.quiet()).isTrue();
    }

    @Test
    void leavesOutServersBeyondItsBound() throws Exception {
        start(TunnelMode.AUTO);

        servers.are(IntStream.rangeClosed(1, Tunnel.SERVERS_MAX + 5).boxed().toArray(Integer[]::new));

        for (int i = 0; i < Tunnel.SERVERS_MAX; i++) {
            servers.dialed();
        }
        assertThat(servers.quiet()).isTrue();
    }

    @Test
    void knowsItsModes() {
        assertThat(TunnelMode.parse("auto")).isEqualTo(TunnelMode.AUTO);
        assertThat(TunnelMode.parse("on")).isEqualTo(TunnelMode.ON);
        assertThat(TunnelMode.parse("off")).isEqualTo(TunnelMode.OFF);
        assertThatThrownBy(() -> TunnelMode.parse("yes")).hasMessage("'yes' (expected: auto, on or off)");
    }

    private Duration restAfterMany() throws InterruptedException {
        for (int i = 0; i < 15; i++) {
            servers.rested();
        }
        return servers.rested();
    }

    private void start(TunnelMode mode) {
        servers.knowTheNode();
        tunnel = Tunnel.start(mode, new Tunnel.Ports(servers, servers, servers, new Random(1)), nanos::get, servers);
    }
}
