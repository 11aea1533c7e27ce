package io.beemesh.provider.kubelet.portforward;

import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.session.port.PortConnection;
import io.beemesh.provider.kubelet.http.Upgraded;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a client to a port of a pod. Two threads: this one takes data to the client, another one to the
 * pod; each holds one piece, so that either side is held back by the other.
 */
final class ForwardedConnection {
    private static final Logger log = LoggerFactory.getLogger(ForwardedConnection.class);
    private static final int BUFFER_BYTES = 32 * 1024;

    private final ForwardedPod pod;
    private final int port;
    private final ClientEnd client;
    private final Upload upload;
    private final AtomicReference<Optional<PortConnection>> open = new AtomicReference<>(Optional.empty());

    ForwardedConnection(ForwardedPod pod, int port, ClientEnd client, Upload upload) {
        this.pod = pod;
        this.port = port;
        this.client = client;
        this.upload = upload;
    }

    /**
     * Runs it to its end.
     *
     * @param silence after the pod's end, how long the client may send nothing before its own end is taken for granted
     */
    void run(Upgraded.Line line, Duration silence) {
        try {
            switch (pod.connect(port)) {
                case ForwardOutcome.Refused refused -> fail(refused.message());
                case ForwardOutcome.Opened(PortConnection connection) -> {
                    open.set(Optional.of(connection));
                    try (connection) {
                        carry(connection, line, silence);
                    }
                }
            }
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        } finally {
            upload.drop();
            end();
        }
    }

    private void carry(PortConnection connection, Upgraded.Line line, Duration silence) throws IOException {
        if (upload.isDropped()) {
            return; // the client left while its pod was asked
        }
        CountDownLatch uploaded = new CountDownLatch(1);
        line.start("forward", () -> {
            try {
                upload(connection);
            } finally {
                uploaded.countDown();
            }
        });
        if (!download(connection)) {
            client.breakData();
            return;
        }
        client.endData();
        try {
            upload.awaitEnd(silence);
            if (upload.isEnded()) {
                uploaded.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it ended in order on the pod's side. */
    private boolean download(PortConnection connection) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        while (true) {
            int count;
            try {
                count = connection.in().read(buffer);
            } catch (IOException e) {
                log.atDebug()
                        .addKeyValue("port", port)
                        .addKeyValue("cause", e.toString())
                        .log("forwarded port broke off");
                return false;
            }
            if (count < 0) {
                return true;
            }
            client.data(ByteBuffer.wrap(buffer, 0, count));
        }
    }

    private void upload(PortConnection connection) {
        try (OutputStream out = connection.out()) {
            for (Optional<ByteBuffer> next = upload.take(); next.isPresent(); next = upload.take()) {
                ByteBuffer piece = next.get();
                out.write(piece.array(), piece.arrayOffset() + piece.position(), piece.remaining());
            }
            if (upload.isDropped()) {
                connection.close(); // before the stream's own close, which would be an orderly end
            }
        } catch (IOException e) {
            // The pod takes no more, or the way to it is broken, which shows where it is read.
            upload.drop();
        }
    }

    private void fail(String message) {
        String text = "error forwarding port %d to pod %s, uid %s: %s".formatted(port, pod.name(), pod.uid(), message);
        log.atInfo().addKeyValue("port", port).addKeyValue("cause", message).log("port not forwarded");
        try {
            client.error(text);
            client.endData();
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("port-forward client gone");
        }
    }

    private void end() {
        try {
            client.endError();
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("port-forward client gone");
        }
    }

    /** Ends it from any thread: the client does not want it any more, or is gone. Idempotent. */
    void abort() {
        upload.drop();
        open.get().ifPresent(PortConnection::close);
    }
}
