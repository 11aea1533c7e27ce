package io.beemesh.libp2p.relay;

import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.Place;
import io.beemesh.libp2p.transport.RawConnection;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.util.concurrent.CountDownLatch;

/** One end of a circuit: a stream to the relay, on which the two ends are to be secured. */
final class CircuitConnection implements RawConnection {
    private final Stream stream;
    private final Multiaddr way;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Over a stream on which the circuit is agreed. */
    CircuitConnection(Stream stream) {
        this.stream = stream;
        this.way = stream.connection().remoteAddress().circuit();
    }

    @Override
    public InputStream in() {
        return stream.in();
    }

    @Override
    public OutputStream out() {
        return stream.out();
    }

    @Override
    public Multiaddr remote() {
        return way;
    }

    @Override
    public SocketAddress remoteSocket() {
        return new Place(way);
    }

    /** What was written still arrives. */
    @Override
    public void close() {
        stream.close();
        closed.countDown();
    }

    /** Waits until this end is closed. */
    void awaitClosed() throws InterruptedException {
        closed.await();
    }
}
