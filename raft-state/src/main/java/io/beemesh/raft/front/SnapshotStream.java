package io.beemesh.raft.front;

import com.google.protobuf.ByteString;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.SnapshotResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCallStreamObserver;

/**
 * A snapshot on its way to a client: written to a file first, so that the store does not wait for whoever reads slowly,
 * and then sent in pieces of {@value #PIECE_BYTES} bytes, as the client takes them. As etcd's, it is filled up to a
 * whole number of {@value #PAGE_BYTES} bytes and followed by its SHA-256: {@code etcdctl snapshot save} checks both.
 */
final class SnapshotStream {
    private static final int PIECE_BYTES = 32 << 10;
    private static final int PAGE_BYTES = 512;

    private final Replica replica;
    private final ServerCallStreamObserver<SnapshotResponse> client;
    private final Gate gate = new Gate(EtcdServer.STALL);

    SnapshotStream(Replica replica, ServerCallStreamObserver<SnapshotResponse> client) {
        this.replica = replica;
        this.client = client;
        client.setOnReadyHandler(gate::signal);
        client.setOnCancelHandler(gate::end);
    }

    /** Returns at once: gRPC says that there is room for more by the thread that called this. */
    void start() {
        Thread.ofVirtual().name("store-snapshot").start(this::run);
    }

    private void run() {
        if (replica.revisionHere() instanceof Outcome.Refused<Long>(Refusal why)) {
            client.onError(Methods.status(why));
            return;
        }
        try {
            Path file = Files.createTempFile("store", ".snapshot");
            try {
                replica.machine().write(file);
                send(file);
                client.onCompleted();
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException | NoSuchAlgorithmException e) {
            client.onError(Status.UNAVAILABLE
                    .withDescription("no snapshot: " + e.getMessage())
                    .asRuntimeException());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send(Path file) throws IOException, NoSuchAlgorithmException, InterruptedException {
        MessageDigest sum = MessageDigest.getInstance("SHA-256");
        long size = Files.size(file);
        long left = size + (PAGE_BYTES - size % PAGE_BYTES) % PAGE_BYTES;
        try (InputStream in = Files.newInputStream(file)) {
            while (left > 0) {
                byte[] piece = new byte[(int) Math.min(PIECE_BYTES, left)];
                int read = in.readNBytes(piece, 0, piece.length);
                assert read >= 0;
                sum.update(piece);
                left -= piece.length;
                send(ByteString.copyFrom(piece), left);
            }
        }
        send(ByteString.copyFrom(sum.digest()), 0);
    }

    private void send(ByteString piece, long left) throws IOException, InterruptedException {
        if (!gate.await(client::isReady)) {
            throw new IOException("nobody reads it");
        }
        client.onNext(SnapshotResponse.newBuilder()
                .setBlob(piece)
                .setRemainingBytes(left)
                .build());
    }
}
