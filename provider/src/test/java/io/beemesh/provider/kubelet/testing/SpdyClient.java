package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.kubelet.spdy.SpdyFrame;
import io.beemesh.provider.kubelet.spdy.SpdyReader;
import io.beemesh.provider.kubelet.spdy.SpdyWriter;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A client of exec, attach and port-forward over SPDY that does as it is told, frame by frame. */
public final class SpdyClient implements AutoCloseable {
    private final Closeable line;
    private final SpdyReader reader;
    private final SpdyWriter writer;

    private SpdyClient(Closeable line, InputStream in, OutputStream out) {
        this.line = line;
        this.reader = new SpdyReader(in);
        this.writer = new SpdyWriter(out);
    }

    /** Connects and upgrades, for exec or attach. */
    public static SpdyClient open(SSLContext tls, InetSocketAddress address, String path) throws IOException {
        return open(tls, address, path, "v4.channel.k8s.io");
    }

    /** Connects and upgrades, for port-forward. */
    public static SpdyClient forward(SSLContext tls, InetSocketAddress address, String path) throws IOException {
        return open(tls, address, path, "portforward.k8s.io");
    }

    /** The same over another way that is there. */
    public static SpdyClient over(Closeable line, InputStream in, OutputStream out) {
        return new SpdyClient(line, in, out);
    }

    private static SpdyClient open(SSLContext tls, InetSocketAddress address, String path, String protocol)
            throws IOException {
        SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        String head = "POST " + path + " HTTP/1.1\r\nHost: node\r\nConnection: Upgrade\r\nUpgrade: SPDY/3.1\r\n"
                + "X-Stream-Protocol-Version: " + protocol + "\r\nContent-Length: 0\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        InputStream in = new BufferedInputStream(socket.getInputStream());
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("\r\n\r\n") < 0) {
            int b = in.read();
            if (b < 0) {
                throw new EOFException("instead of an upgrade: " + answer);
            }
            answer.append((char) b);
        }
        if (!answer.toString().startsWith("HTTP/1.1 101 ")) {
            throw new IOException("instead of an upgrade: " + answer);
        }
        return new SpdyClient(socket, in, socket.getOutputStream());
    }

    /** Opens a stream and waits until it is accepted. */
    public void open(int stream, String type) throws IOException {
        open(stream, Map.of("streamtype", type));
    }

    /** Opens a stream of a forwarded connection and waits until it is accepted. */
    public void open(int stream, String type, int port, String request) throws IOException {
        open(stream, Map.of("streamtype", type, "port", Integer.toString(port), "requestid", request));
    }

    private void open(int stream, Map<String, String> headers) throws IOException {
        send(new SpdyFrame.SynStream(stream, headers, false));
        SpdyFrame reply = read();
        if (!reply.equals(new SpdyFrame.SynReply(stream, Map.of(), false))) {
            throw new IOException("stream " + stream + " was not accepted: " + reply);
        }
    }

    /** Sends a text. */
    public void write(int stream, String text, boolean fin) throws IOException {
        send(new SpdyFrame.Data(stream, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), fin));
    }

    /** Sends a frame. */
    public void send(SpdyFrame frame) throws IOException {
        writer.write(frame);
    }

    /** Reads a frame. */
    public SpdyFrame read() throws IOException {
        return reader.read().orElseThrow(() -> new EOFException("the server ended the connection"));
    }

    /** Reads until the server's goodbye; that is the last. */
    public List<SpdyFrame> readToEnd() throws IOException {
        List<SpdyFrame> frames = new ArrayList<>();
        do {
            frames.add(read());
        } while (!(frames.getLast() instanceof SpdyFrame.GoAway));
        return frames;
    }

    /** The bytes of a stream, as text. */
    public String text(List<SpdyFrame> frames, int stream) {
        StringBuilder text = new StringBuilder();
        for (SpdyFrame frame : frames) {
            if (frame instanceof SpdyFrame.Data data && data.stream() == stream) {
                text.append(StandardCharsets.UTF_8.decode(data.bytes().duplicate()));
            }
        }
        return text.toString();
    }

    /** The streams that were ended, in their order. */
    public List<Integer> ended(List<SpdyFrame> frames) {
        return frames.stream()
                .filter(frame -> frame instanceof SpdyFrame.Data data && data.fin())
                .map(frame -> ((SpdyFrame.Data) frame).stream())
                .toList();
    }

    @Override
    public void close() throws IOException {
        reader.close();
        writer.close();
        line.close();
    }
}
