package io.beemesh.libp2p.muxer.yamux;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Finds out that a connection is dead although nobody closed it, and how long a round trip takes. */
final class Keepalive {
    private final YamuxSession session;
    private final LongSupplier ticker;
    private final Duration interval;
    private final Duration answer;
    private int number;
    private boolean waiting;
    private long sentNanos;
    private volatile long rttNanos;
    private volatile long heardNanos;

    Keepalive(YamuxSession session, YamuxSettings settings) {
        this.session = session;
        this.ticker = settings.ticker();
        this.interval = settings.pingInterval();
        this.answer = settings.pingAnswer();
        this.heardNanos = ticker.getAsLong();
        this.sentNanos = heardNanos - interval.toNanos();
    }

    synchronized void tick() {
        long now = ticker.getAsLong();
        long sinceNanos = now - sentNanos;
        if (waiting && Math.min(sinceNanos, now - heardNanos) >= answer.toNanos()) {
            session.cut("the peer sent nothing, not even the answer to a ping, for " + answer);
        } else if (!waiting && sinceNanos >= interval.toNanos()) {
            waiting = true;
            sentNanos = now;
            session.control(new Frame(Frame.PING, Frame.SYN, 0, ++number));
        }
    }

    /** Something arrived: on a slow link the answer may be behind much else. */
    void heard() {
        heardNanos = ticker.getAsLong();
    }

    synchronized void answered(int which) {
        if (waiting && which == number) {
            waiting = false;
            rttNanos = ticker.getAsLong() - sentNanos;
        }
    }

    long rttNanos() {
        return rttNanos;
    }
}
