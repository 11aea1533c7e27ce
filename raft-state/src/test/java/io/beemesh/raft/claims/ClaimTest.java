package io.beemesh.raft.claims;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClaimTest {
    private static final ClaimTerms TERMS =
            new ClaimTerms(Duration.ofSeconds(30), Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final Script store = new Script();
    private final Claim claim = new Claim(store, new Claim.Wish("web-0", "pod-1"), TERMS, clock);

    @Test
    void asksAgainWhileAnotherHoldsTheName() {
        store.takings.addAll(List.of(new Taking.Elsewhere("pod-0"), new Taking.Taken(7, 42)));

        assertThat(claim.step()).isEqualTo(clock.instant().plusSeconds(1));
        assertThat(claim.standing()).isEqualTo(new Standing.Seeking("held by pod-0"));
        assertThat(claim.token()).isEmpty();

        claim.step();
        assertThat(claim.token()).hasValue(42);
    }

    @Test
    void holdsFromWhenItAskedNotFromWhenItWasAnswered() {
        Instant asked = clock.instant();
        store.takings.add(new Taking.Taken(7, 42));
        store.delay = Duration.ofSeconds(19);

        claim.step();
        assertThat(claim.standing()).isEqualTo(new Standing.Held(7, 42, asked));

        clock.advance(Duration.ofSeconds(1));
        assertThat(claim.standing()).isEqualTo(new Standing.Ended());
    }

    @Test
    void livesOnWhenItIsRenewedAndNotOtherwise() {
        store.takings.add(new Taking.Taken(7, 42));
        store.renewals.addAll(List.of(Renewal.RENEWED, Renewal.UNKNOWN, Renewal.UNKNOWN));
        claim.step();

        clock.advance(Duration.ofSeconds(5));
        claim.step();
        clock.advance(Duration.ofSeconds(19));
        claim.step();
        assertThat(claim.token()).hasValue(42);

        clock.advance(Duration.ofSeconds(1));
        assertThat(claim.standing()).isEqualTo(new Standing.Ended());
    }

    @Test
    void staysEndedWhenARenewalIsGrantedTooLate() {
        store.takings.add(new Taking.Taken(7, 42));
        store.renewals.add(Renewal.RENEWED);
        claim.step();
        clock.advance(Duration.ofSeconds(19));
        store.delay = Duration.ofSeconds(2);

        claim.step();

        assertThat(claim.standing()).isEqualTo(new Standing.Ended());
        assertThat(claim.step()).isEqualTo(Instant.MAX);
    }

    @Test
    void endsWhenTheGroupLetItGo() {
        store.takings.add(new Taking.Taken(7, 42));
        store.renewals.add(Renewal.OVER);
        claim.step();
        clock.advance(Duration.ofSeconds(5));

        assertThat(claim.step()).isEqualTo(Instant.MAX);
        assertThat(claim.standing()).isEqualTo(new Standing.Ended());
    }

    @Test
    void givesBackWhatItHeldOnly() {
        claim.giveBack();
        assertThat(store.given).isEmpty();

        Claim other = new Claim(store, new Claim.Wish("web-1", "pod-2"), TERMS, clock);
        store.takings.add(new Taking.Taken(8, 43));
        other.step();
        other.giveBack();
        assertThat(store.given).containsExactly(8L);
        assertThat(other.token()).isEmpty();
    }

    @Test
    void refusesTermsByWhichTwoCouldHoldAName() {
        assertThatThrownBy(() -> new ClaimTerms(Duration.ofSeconds(20), Duration.ofSeconds(5), Duration.ofSeconds(20)))
                .hasMessageContaining("given up after PT20S");
    }

    /** Answers what a test wrote down, after a while. */
    private final class Script implements ClaimStore {
        final Deque<Taking> takings = new ArrayDeque<>();
        final Deque<Renewal> renewals = new ArrayDeque<>();
        final Deque<Long> given = new ArrayDeque<>();
        Duration delay = Duration.ZERO;

        @Override
        public Taking take(String name, String holder, Duration life) {
            clock.advance(delay);
            return takings.remove();
        }

        @Override
        public Renewal renew(long lease) {
            clock.advance(delay);
            return renewals.remove();
        }

        @Override
        public void giveBack(long lease) {
            given.add(lease);
        }
    }
}
