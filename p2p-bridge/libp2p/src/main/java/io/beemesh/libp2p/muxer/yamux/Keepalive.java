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

    Keepalive(YamuxSession session, YamuxSettings settings) {
        this.session = session;
        this.ticker = settings.ticker();
        this.interval = settings.pingInterval();
        this.answer = settings.pingAnswer();
        this.sentNanos = ticker.getAsLong() - interval.toNanos();
    }

    synchronized void tick() {
        long sinceNanos = ticker.getAsLong() - sentNanos;
        if (waiting && sinceNanos >= answer.toNanos()) {
            session.cut("the peer did not answer a ping within " + answer);
        } else if (!waiting && sinceNanos >= interval.toNanos()) {
            waiting = true;
            sentNanos = ticker.getAsLong();
            session.control(new Frame(Frame.PING, Frame.SYN, 0, ++number));
        }
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
