package io.beemesh.provider.kubelet.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLSocket;

/** A client's connection: its TLS socket over the plain one, so that it can be dropped while a write blocks. */
final class HttpWire implements Upgraded.Line {
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final Socket plain;
    private final SSLSocket secure;
    private final Threads threads;
    private final InputStream in;
    private final OutputStream out;
    private final AtomicBoolean gone = new AtomicBoolean();
    private boolean upgraded;

    HttpWire(Socket plain, SSLSocket secure, Threads threads) throws IOException {
        this.plain = plain;
        this.secure = secure;
        this.threads = threads;
        this.in = new BufferedInputStream(secure.getInputStream(), 16 * 1024);
        this.out = secure.getOutputStream();
    }

    InputStream in() {
        return in;
    }

    OutputStream out() {
        return out;
    }

    void upgraded() {
        upgraded = true;
    }

    boolean isUpgraded() {
        return upgraded;
    }

    @Override
    public void start(String role, Runnable action) {
        threads.start(role, action);
    }

    /** Reads until the client ends the connection or it is dropped. */
    void discardUntilEnd() {
        byte[] ignored = new byte[1024];
        try {
            while (in.read(ignored) >= 0) {
                // what a client sends while it is answered is not ours to read
            }
        } catch (IOException e) {
            gone.set(true);
        }
    }

    @Override
    public void abort() {
        gone.set(true);
        try {
            plain.close();
        } catch (IOException e) {
            // it is gone either way
        }
    }

    @Override
    public Upgraded.Timer after(Duration delay, Runnable action) {
        return threads.after(delay, () -> {
            if (!gone.get()) {
                action.run();
            }
        });
    }

    /** Ends the connection in good order, which may not take longer than a few seconds. */
    void close() {
        Upgraded.Timer timer = threads.after(CLOSE_TIMEOUT, this::abort);
        try {
            if (!gone.get()) {
                secure.close();
            }
        } catch (IOException e) {
            // the client did not wait for the end
        } finally {
            timer.cancel();
            abort();
        }
    }
}
