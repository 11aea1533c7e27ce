package io.beemesh.provider.tunnel;

import io.beemesh.provider.tunnel.session.MessagePort;
import io.beemesh.provider.tunnel.session.TunnelSession;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Carries a session over the JDK's WebSocket: one binary message for each message of the tunnel.
 *
 * <p>Bound: {@value #MESSAGE_BYTES_MAX} bytes a message (k3s sends 32 KiB and a head); a longer one ends the session.
 */
final class WebSocketLink implements MessagePort, WebSocket.Listener {
    static final int MESSAGE_BYTES_MAX = 1 << 20;

    private final TunnelSession session;
    private final ByteArrayOutputStream parts = new ByteArrayOutputStream();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();
    private CompletableFuture<?> ping = CompletableFuture.completedFuture(null);

    WebSocketLink(Function<MessagePort, TunnelSession> session) {
        this.session = session.apply(this);
    }

    TunnelSession session() {
        return session;
    }

    @Override
    public void send(ByteBuffer payload) throws IOException, InterruptedException {
        try {
            // One at a time, as the JDK demands.
            socket.get().sendBinary(payload, true).get();
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        }
    }

    @Override
    public void ping() {
        if (socket.isDone() && ping.isDone()) {
            ping = socket.join().sendPing(ByteBuffer.allocate(0));
        }
    }

    @Override
    public void abort() {
        // Not closed in order: a server that does not read would have us wait, and sees the end all the same.
        if (socket.isDone()) {
            socket.join().abort();
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket.complete(opened);
        opened.request(1);
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        if (parts.size() + data.remaining() > MESSAGE_BYTES_MAX) {
            session.end("a message of more than " + MESSAGE_BYTES_MAX + " bytes");
            return null;
        }
        byte[] bytes = new byte[data.remaining()];
        data.get(bytes);
        if (last && parts.size() == 0) {
            session.receive(ByteBuffer.wrap(bytes));
        } else {
            parts.writeBytes(bytes);
            deliver(last);
        }
        from.request(1);
        return null;
    }

    private void deliver(boolean last) {
        if (last) {
            session.receive(ByteBuffer.wrap(parts.toByteArray()));
            parts.reset();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        session.end("a text message (expected: binary ones)");
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
        session.pong();
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        session.end("closed by the server: " + code + " " + reason);
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        session.end(String.valueOf(error));
    }
}
