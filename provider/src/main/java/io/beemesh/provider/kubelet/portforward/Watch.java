package io.beemesh.provider.kubelet.portforward;

import io.beemesh.provider.kubelet.http.Upgraded;
import io.beemesh.provider.kubelet.remotecommand.CommandLimits;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks now and then whether a client lives, and drops its connection when it does not or was idle for too long. */
final class Watch implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Watch.class);

    private final Upgraded.Line line;
    private final CommandLimits limits;
    private final LongSupplier nanoTicker;
    private final Ping ping;
    private final AtomicLong lastNanos;
    private final AtomicBoolean over = new AtomicBoolean();

    /** Asks a client whether it lives. */
    @FunctionalInterface
    interface Ping {
        /** Fails at last if it does not. */
        void send() throws IOException;
    }

    private Watch(Upgraded.Line line, CommandLimits limits, LongSupplier nanoTicker, Ping ping) {
        this.line = line;
        this.limits = limits;
        this.nanoTicker = nanoTicker;
        this.ping = ping;
        this.lastNanos = new AtomicLong(nanoTicker.getAsLong());
    }

    /** Begins to look. */
    static Watch start(Upgraded.Line line, CommandLimits limits, LongSupplier nanoTicker, Ping ping) {
        Watch watch = new Watch(line, limits, nanoTicker, ping);
        watch.plan();
        return watch;
    }

    /** Something was sent or has come. */
    void alive() {
        lastNanos.set(nanoTicker.getAsLong());
    }

    private void plan() {
        line.after(limits.pingEvery(), this::look);
    }

    private void look() {
        if (over.get()) {
            return;
        }
        if (nanoTicker.getAsLong() - lastNanos.get() > limits.idle().toNanos()) {
            log.atInfo().addKeyValue("idle", limits.idle()).log("idle port-forward ended");
            line.abort();
            return;
        }
        try {
            ping.send();
            plan();
        } catch (IOException e) {
            line.abort();
        }
    }

    @Override
    public void close() {
        over.set(true);
    }
}
