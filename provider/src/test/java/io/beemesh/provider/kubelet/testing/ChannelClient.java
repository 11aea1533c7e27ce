package io.beemesh.provider.kubelet.testing;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;

/** A client of exec and attach over the JDK's WebSocket. */
public final class ChannelClient implements WebSocket.Listener {
    private static final int PART_BYTES = 32 * 1024;
    private static final long WAIT_SECONDS = 60;

    private final boolean base64;
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final Map<Integer, ByteArrayOutputStream> channels = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final StringBuilder text = new StringBuilder();
    private final CompletableFuture<WebSocket> socket = new CompletableFuture<>();

    private ChannelClient(boolean base64) {
        this.base64 = base64;
    }

    /** Connects; fails with the status if the handshake is answered otherwise. */
    public static ChannelClient open(SSLContext tls, URI uri, String protocol) {
        ChannelClient client = new ChannelClient(protocol.contains("base64"));
        try {
            HttpClient.newBuilder()
                    .sslContext(tls)
                    .build()
                    .newWebSocketBuilder()
                    .subprotocols(protocol)
                    .buildAsync(uri, client)
                    .join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                throw new IllegalStateException(
                        "refused: " + refused.getResponse().statusCode(), e);
            }
            throw e;
        }
        return client;
    }

    /** Sends bytes on a channel, in parts. */
    public void send(int channel, byte[] bytes) {
        for (int from = 0; from < bytes.length; from += PART_BYTES) {
            int length = Math.min(PART_BYTES, bytes.length - from);
            ByteBuffer part = ByteBuffer.allocate(length + 1).put((byte) channel);
            part.put(bytes, from, length).flip();
            socket.join().sendBinary(part, true).join();
        }
    }

    /** Ends a channel (version 5). */
    public void closeChannel(int channel) {
        socket.join()
                .sendBinary(ByteBuffer.wrap(new byte[] {(byte) 255, (byte) channel}), true)
                .join();
    }

    /** Drops the connection. */
    public void abort() {
        socket.join().abort();
    }

    /** Waits for the server's close and gives its code. */
    public int closeCode() throws Exception {
        return closed.get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    /** What came on a channel so far. */
    public byte[] bytes(int channel) {
        lock.lock();
        try {
            ByteArrayOutputStream bytes = channels.get(channel);
            return bytes == null ? new byte[0] : bytes.toByteArray();
        } finally {
            lock.unlock();
        }
    }

    /** What came on a channel so far, as text. */
    public String text(int channel) {
        return new String(bytes(channel), StandardCharsets.UTF_8);
    }

    /** Waits until a channel has given a text. */
    public void await(int channel, String expected) throws InterruptedException {
        lock.lock();
        try {
            long nanos = TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
            while (!text(channel).contains(expected)) {
                if (nanos <= 0) {
                    throw new AssertionError("channel " + channel + " gave only: " + text(channel));
                }
                nanos = arrived.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    private void take(byte[] whole) {
        lock.lock();
        try {
            int channel = base64 ? whole[0] - '0' : whole[0];
            byte[] body = Arrays.copyOfRange(whole, 1, whole.length);
            channels.computeIfAbsent(channel, key -> new ByteArrayOutputStream())
                    .writeBytes(base64 ? Base64.getDecoder().decode(body) : body);
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket.complete(opened);
        opened.request(1);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        message.writeBytes(part);
        if (last) {
            take(message.toByteArray());
            message.reset();
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            take(text.toString().getBytes(StandardCharsets.UTF_8));
            text.setLength(0);
        }
        from.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        closed.complete(code);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket from, Throwable failure) {
        closed.completeExceptionally(failure);
    }
}
