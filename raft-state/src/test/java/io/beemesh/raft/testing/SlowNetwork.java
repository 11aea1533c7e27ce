package io.beemesh.raft.testing;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.libp2p.transport.RawConnection;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.time.Duration;

/** A network in memory on which everything takes a while to arrive, however much of it there is. */
public final class SlowNetwork implements Transport {
    private final MemoryNetwork network = new MemoryNetwork();
    private final Duration latency;

    /**
     * Nobody is on it yet.
     *
     * @param latency how long a byte takes one way
     */
    public SlowNetwork(Duration latency) {
        this.latency = latency;
    }

    @Override
    public boolean handles(Multiaddr address) {
        return network.handles(address);
    }

    @Override
    public RawConnection dial(Multiaddr address, Duration bound) throws IOException {
        return new Slow(network.dial(address, bound));
    }

    @Override
    public Listener listen(Multiaddr address) throws IOException {
        Listener listener = network.listen(address);
        return new Listener() {
            @Override
            public Multiaddr address() {
                return listener.address();
            }

            @Override
            public RawConnection accept() throws IOException {
                return new Slow(listener.accept());
            }

            @Override
            public void close() {
                listener.close();
            }
        };
    }

    /** One end of a connection; what it reads arrives late. */
    private final class Slow implements RawConnection {
        private final RawConnection connection;
        private final InputStream in;

        Slow(RawConnection connection) {
            this.connection = connection;
            this.in = new LateInput(connection.in(), latency);
        }

        @Override
        public InputStream in() {
            return in;
        }

        @Override
        public OutputStream out() {
            return connection.out();
        }

        @Override
        public Multiaddr remote() {
            return connection.remote();
        }

        @Override
        public SocketAddress remoteSocket() {
            return connection.remoteSocket();
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
