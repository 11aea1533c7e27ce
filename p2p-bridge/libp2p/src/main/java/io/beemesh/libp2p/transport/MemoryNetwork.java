package io.beemesh.libp2p.transport;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A network within this process, for tests and simulations: addresses are {@code /memory/<number>}.
 *
 * <p>Connections carry bytes as sockets do, with back-pressure, and can be cut without either side being told. Safe for
 * use by any thread.
 */
public final class MemoryNetwork implements Transport {
    /** Connections that wait to be accepted at one listener; more are refused. */
    private static final int BACKLOG = 1024;

    private final Map<Long, MemoryListener> listeners = new ConcurrentHashMap<>();
    private final AtomicLong numbers = new AtomicLong(1_000_000);
    private final MemoryLinks links = new MemoryLinks();

    @Override
    public boolean handles(Multiaddr address) {
        return address.memory().isPresent();
    }

    @Override
    public RawConnection dial(Multiaddr address, Duration bound) throws IOException {
        MemoryListener listener = listeners.get(number(address));
        if (listener == null) {
            throw new ConnectException("nobody listens on " + address.withoutPeer());
        }
        Multiaddr dialer = Multiaddr.ofMemory(numbers.getAndIncrement());
        MemoryLinks.Link link = links.connect(dialer, listener.address);
        if (!listener.waiting.offer(link.listening())) {
            throw new ConnectException(address.withoutPeer() + " has " + BACKLOG + " connections waiting already");
        }
        return link.dialing();
    }

    /** Listens on a number, or on one that is free for {@code /memory/0}. */
    @Override
    public Listener listen(Multiaddr address) throws IOException {
        long wanted = number(address);
        long number = wanted == 0 ? numbers.getAndIncrement() : wanted;
        MemoryListener listener = new MemoryListener(number);
        if (listeners.putIfAbsent(number, listener) != null) {
            throw new SocketException(address + " is taken");
        }
        return listener;
    }

    /** Lets nothing through any more, in both directions, and tells nobody: what a cut cable does. */
    public void cut() {
        links.hold(true);
    }

    /** Lets bytes flow again, those included that were on their way. */
    public void mend() {
        links.hold(false);
    }

    private static long number(Multiaddr address) throws ProtocolException {
        return address.memory()
                .orElseThrow(() -> new ProtocolException(address + " is no address in memory (expected: /memory/7)"));
    }

    /** A number that is dialed; its queue holds connections nobody accepted yet. */
    private final class MemoryListener implements Listener {
        private final long number;
        private final Multiaddr address;
        private final BlockingQueue<RawConnection> waiting = new LinkedBlockingQueue<>(BACKLOG);
        private volatile boolean closed;

        MemoryListener(long number) {
            this.number = number;
            this.address = Multiaddr.ofMemory(number);
        }

        @Override
        public Multiaddr address() {
            return address;
        }

        @Override
        public RawConnection accept() throws IOException {
            try {
                RawConnection next = waiting.take();
                if (closed) {
                    next.close();
                    throw new SocketException(address + " is closed");
                }
                return next;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SocketException("interrupted while accepting on " + address, e);
            }
        }

        @Override
        public void close() {
            if (listeners.remove(number, this)) {
                closed = true;
                waiting.forEach(RawConnection::close);
                waiting.clear();
                waiting.offer(links.connect(address, address).listening());
            }
        }
    }
}
