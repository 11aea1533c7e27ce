package io.beemesh.libp2p.host;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.RawConnection;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Listens, and upgrades each connection on a virtual thread of its own. Safe for use by any thread. */
final class Acceptor implements AutoCloseable {
    /** How long to wait after a failed accept, as when descriptors have run out. */
    private static final long RETRY_MILLIS = 100;

    private final HostContext host;
    private final Upgrader upgrader;
    private final Admission admission;
    private final Transports transports;
    private final List<Transport.Listener> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore unauthenticated;
    private final CountDownLatch closed = new CountDownLatch(1);

    Acceptor(HostContext host, Upgrader upgrader, Admission admission, Transports transports) {
        this.host = host;
        this.upgrader = upgrader;
        this.admission = admission;
        this.transports = transports;
        this.unauthenticated = new Semaphore(host.limits().unauthenticated());
    }

    Transport.Listener listen(Multiaddr address) throws IOException {
        Transport.Listener listener = transports.handling(address).listen(address);
        listeners.add(listener);
        if (closed.getCount() == 0) {
            end(listener);
            throw new IOException("nobody can listen on " + address + ", as the host is closed");
        }
        Thread.ofVirtual().name("libp2p-accept-" + address).start(() -> acceptAll(listener));
        return listener;
    }

    void end(Transport.Listener listener) {
        listeners.remove(listener);
        listener.close();
    }

    List<Multiaddr> addresses() {
        return listeners.stream()
                .filter(Transport.Listener::reachable)
                .map(Transport.Listener::address)
                .toList();
    }

    private void acceptAll(Transport.Listener listener) {
        boolean open = true;
        while (open) {
            try {
                begin(listener.accept());
            } catch (IOException e) {
                open = listeners.contains(listener) && !closedWithin(RETRY_MILLIS);
            }
        }
    }

    private boolean closedWithin(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private void begin(RawConnection raw) {
        if (!host.gate().accept(raw.remoteSocket()) || !unauthenticated.tryAcquire()) {
            raw.close();
            return;
        }
        Thread.ofVirtual().name("libp2p-upgrade-" + raw.remote()).start(() -> upgrade(raw));
    }

    private void upgrade(RawConnection raw) {
        Upgrader.Upgraded upgraded;
        try {
            upgraded = upgrader.accept(raw);
        } catch (IOException e) {
            // Whoever it was is cut off already and has proven nothing that could be told of.
            return;
        } finally {
            unauthenticated.release();
        }
        try {
            admission.admit(upgraded);
        } catch (IOException e) {
            // Refused and cut; the peer sees the end.
            return;
        }
    }

    @Override
    public void close() {
        closed.countDown();
        listeners.forEach(Transport.Listener::close);
    }
}
