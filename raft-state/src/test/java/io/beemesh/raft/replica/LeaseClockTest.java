package io.beemesh.raft.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.LeaseGrantRequest;
import io.beemesh.raft.store.wire.LeaseKeepAliveRequest;
import io.beemesh.raft.store.wire.LeaseTimeToLiveRequest;
import io.beemesh.raft.store.wire.Reply;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A lease of ten seconds on a clock that a test sets. */
class LeaseClockTest {
    private static final long ID = 5;
    private static final long TTL_SECONDS = 10;

    private final Keyspace keyspace = new Keyspace(Keyspace.QUOTA_BYTES);
    private long nanos = Long.MAX_VALUE - 1;
    private final LeaseClock clock = new LeaseClock(() -> nanos, Duration.ofSeconds(1));

    @BeforeEach
    void grant() {
        keyspace.apply(Command.newBuilder()
                .setLeaseGrant(LeaseGrantRequest.newBuilder().setID(ID).setTTL(TTL_SECONDS))
                .build());
        clock.lead(keyspace);
    }

    @Test
    void isOverAfterItsTimeAndWhatANewLeaderAdds() throws InterruptedException {
        pass(10);
        assertThat(over()).isEmpty();
        pass(1);
        assertThat(over()).containsExactly(ID);
    }

    @Test
    void isAskedToBeRevokedAgainUntilItIs() throws InterruptedException {
        pass(11);
        assertThat(over()).containsExactly(ID);
        assertThat(over()).isEmpty();
        pass(3);
        assertThat(over()).containsExactly(ID);
        clock.revoked(ID);
        pass(3);
        assertThat(over()).isEmpty();
    }

    @Test
    void livesOnWhenItIsRenewed() throws InterruptedException {
        pass(9);
        assertThat(renew().getLeaseKeepAlive().getTTL()).isEqualTo(TTL_SECONDS);
        pass(9);
        assertThat(over()).isEmpty();
        assertThat(timeToLive().getLeaseTimeToLive().getTTL()).isEqualTo(1);
    }

    @Test
    void isNotRenewedOnceItIsOver() {
        pass(11);

        assertThat(renew().getLeaseKeepAlive().getTTL()).isZero();
    }

    @Test
    void isNobodysBusinessWhoDoesNotLead() throws InterruptedException {
        clock.follow();
        pass(100);

        assertThat(over()).isEmpty();
        assertThat(renew().getNotLeader()).isTrue();
        assertThat(timeToLive().getNotLeader()).isTrue();
    }

    @Test
    void mayBeGrantedForLongerThanAClockCanSay() throws InterruptedException {
        clock.granted(6, 9_000_000_000L);
        pass(TTL_SECONDS + 1);

        assertThat(over()).containsExactly(ID);
    }

    private void pass(long seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private List<Long> over() throws InterruptedException {
        return clock.awaitOver(Duration.ofMillis(1));
    }

    private Reply renew() {
        return clock.renew(LeaseKeepAliveRequest.newBuilder().setID(ID).build());
    }

    private Reply timeToLive() {
        return clock.timeToLive(LeaseTimeToLiveRequest.newBuilder().setID(ID).build(), keyspace);
    }
}
