package io.beemesh.mesh.session.port;

import io.beemesh.libp2p.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;

/**
 * A connection to a port of a pod and the provider that asked for it: two threads, each with a buffer of its own, so
 * that either side is held back by the other alone.
 */
final class Forwarding {
    private static final int BUFFER_BYTES = 32 * 1024;

    private final Stream stream;
    private final PortConnection pod;
    private final CountDownLatch inputOver = new CountDownLatch(1);

    Forwarding(Stream stream, PortConnection pod) {
        this.stream = stream;
        this.pod = pod;
    }

    /** Runs until both directions have ended, or one of them broke: then the other is cut off. */
    void run() throws IOException {
        Thread.ofVirtual().name("bm-forward-in").start(this::carryInput);
        boolean ended = false;
        try {
            copy(pod.in(), stream.out());
            stream.closeWrite();
            inputOver.await();
            ended = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (!ended) {
                stream.reset(0);
            }
            pod.close();
        }
    }

    private void carryInput() {
        try {
            copy(stream.in(), new UntilRefused(pod.out()));
        } catch (IOException e) {
            // The provider has given up: so does the pod's other direction, which may be waiting for bytes.
            pod.close();
        } finally {
            inputOver.countDown();
        }
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
        }
        to.close();
    }

    /** What a pod no longer takes is dropped: it may still have an answer under way. */
    private static final class UntilRefused extends OutputStream {
        private final OutputStream pod;
        private boolean refused;

        UntilRefused(OutputStream pod) {
            this.pod = pod;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] buffer, int offset, int length) {
            if (refused) {
                return;
            }
            try {
                pod.write(buffer, offset, length);
            } catch (IOException e) {
                refused = true;
            }
        }

        @Override
        public void close() {
            try {
                pod.close();
            } catch (IOException e) {
                refused = true;
            }
        }
    }
}
