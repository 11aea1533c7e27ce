package io.beemesh.libp2p.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Any thread. */
public final class SettableClock extends Clock {
    private final AtomicReference<Instant> now;

    /** Stands at an instant that means nothing. */
    public SettableClock() {
        this(Instant.parse("2026-11-22T12:00:00Z"));
    }

    /** Stands at an instant. */
    public SettableClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    /** Moves on. */
    public void advance(Duration by) {
        now.updateAndGet(instant -> instant.plus(by));
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
