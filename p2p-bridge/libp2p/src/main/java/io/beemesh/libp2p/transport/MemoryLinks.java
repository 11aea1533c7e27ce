package io.beemesh.libp2p.transport;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The connections of one network in memory, all held or all flowing. */
final class MemoryLinks {
    private final Set<MemoryPipe> pipes = ConcurrentHashMap.newKeySet();
    private volatile boolean held;

    /** Two ends of a new connection. */
    Link connect(Multiaddr dialer, Multiaddr listener) {
        MemoryPipe forth = pipe();
        MemoryPipe back = pipe();
        return new Link(new End(back, forth, listener), new End(forth, back, dialer));
    }

    void hold(boolean hold) {
        held = hold;
        pipes.forEach(pipe -> pipe.hold(hold));
    }

    private MemoryPipe pipe() {
        MemoryPipe pipe = new MemoryPipe();
        pipes.add(pipe);
        pipe.hold(held);
        return pipe;
    }

    /** Both ends of one connection. */
    record Link(RawConnection dialing, RawConnection listening) {}

    /** One end: it reads one pipe and writes the other. */
    private final class End implements RawConnection {
        private final MemoryPipe from;
        private final MemoryPipe to;
        private final Multiaddr remote;

        End(MemoryPipe from, MemoryPipe to, Multiaddr remote) {
            this.from = from;
            this.to = to;
            this.remote = remote;
        }

        @Override
        public InputStream in() {
            return from.in();
        }

        @Override
        public OutputStream out() {
            return to.out();
        }

        @Override
        public Multiaddr remote() {
            return remote;
        }

        @Override
        public SocketAddress remoteSocket() {
            return new Place(remote);
        }

        @Override
        public void close() {
            to.end();
            from.abandon();
            pipes.remove(from);
        }
    }
}
