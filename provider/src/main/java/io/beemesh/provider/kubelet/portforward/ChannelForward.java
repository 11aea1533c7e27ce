package io.beemesh.provider.kubelet.portforward;

import io.beemesh.provider.kubelet.http.Upgraded;
import io.beemesh.provider.kubelet.remotecommand.CommandLimits;
import io.beemesh.provider.kubelet.websocket.Channels;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection for each port that the request named, over WebSocket channels: 2i for data and 2i + 1 for an error, of
 * which each begins with the port's two bytes, the lower first (cri-streaming's websocket.go). Channels have no end of
 * their own: a client that has said its last can only leave.
 */
final class ChannelForward {
    /** What is spoken; a client that asks for none is spoken with as by the first. */
    static final List<String> PROTOCOLS = List.of("v4.channel.k8s.io", "v4.base64.channel.k8s.io");

    private static final Logger log = LoggerFactory.getLogger(ChannelForward.class);

    private final Upgraded.Line line;
    private final Channels channels;
    private final CommandLimits limits;
    private final Watch watch;
    private final List<Upload> uploads = new ArrayList<>();
    private final List<ForwardedConnection> forwarded = new ArrayList<>();
    private final CountDownLatch inputEnded = new CountDownLatch(1);

    ChannelForward(Upgraded.Line line, Channels channels, CommandLimits limits, LongSupplier nanoTicker) {
        this.line = line;
        this.channels = channels;
        this.limits = limits;
        this.watch = Watch.start(line, limits, nanoTicker, channels::ping);
    }

    /** Serves them until all have ended or the client leaves. */
    void run(ForwardedPod pod, List<Integer> ports) throws IOException {
        for (int i = 0; i < ports.size(); i++) {
            Upload upload = new Upload();
            uploads.add(upload);
            forwarded.add(new ForwardedConnection(pod, ports.get(i), new Pair(2 * i), upload));
            ByteBuffer port = ByteBuffer.allocate(Short.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putShort(ports.get(i).shortValue())
                    .flip();
            channels.send(2 * i, port.duplicate());
            channels.send(2 * i + 1, port);
        }
        CountDownLatch left = new CountDownLatch(forwarded.size());
        line.start("input", this::takeInput);
        for (ForwardedConnection one : forwarded) {
            line.start("forward", () -> {
                try {
                    one.run(line, limits.drain());
                } finally {
                    left.countDown();
                }
            });
        }
        try (watch) {
            left.await();
            channels.close();
            if (!inputEnded.await(limits.drain().toMillis(), TimeUnit.MILLISECONDS)) {
                log.atDebug().log("port-forward client did not close in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            line.abort();
        }
    }

    private void takeInput() {
        try {
            for (Optional<Channels.Message> next = channels.next(); next.isPresent(); next = channels.next()) {
                watch.alive();
                Channels.Message message = next.get();
                boolean data = message.channel() % 2 == 0 && message.channel() / 2 < uploads.size();
                if (data) {
                    uploads.get(message.channel() / 2).put(message.bytes());
                }
            }
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("port-forward client gone");
        } finally {
            inputEnded.countDown();
            forwarded.forEach(ForwardedConnection::abort);
        }
    }

    /** The client's end: two channels. */
    private final class Pair implements ClientEnd {
        private final int channel;

        Pair(int channel) {
            this.channel = channel;
        }

        @Override
        public void data(ByteBuffer bytes) throws IOException {
            channels.send(channel, bytes);
            watch.alive();
        }

        @Override
        public void endData() {} // a channel has no end

        @Override
        public void breakData() {}

        @Override
        public void error(String message) throws IOException {
            channels.send(channel + 1, ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)));
        }

        @Override
        public void endError() {}
    }
}
