package io.beemesh.agent.cli;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whoever can enter the home what the agent does: one JSON a connection. */
final class StatusSocket implements AutoCloseable {
    static final String NAME = "agent.sock";

    private static final Logger LOG = LoggerFactory.getLogger(StatusSocket.class);

    private final ServerSocketChannel server;
    private final Path path;
    private final Supplier<String> json;

    private StatusSocket(ServerSocketChannel server, Path path, Supplier<String> json) {
        this.server = server;
        this.path = path;
        this.json = json;
    }

    static StatusSocket open(Path path, Supplier<String> json) throws IOException {
        Files.deleteIfExists(path);
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path));
        StatusSocket socket = new StatusSocket(server, path, json);
        Thread.ofVirtual().name("bm-status").start(socket::serve);
        return socket;
    }

    private void serve() {
        while (server.isOpen()) {
            try (SocketChannel client = server.accept()) {
                ByteBuffer text = ByteBuffer.wrap(json.get().getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    client.write(text);
                }
            } catch (IOException e) {
                if (server.isOpen()) {
                    LOG.atDebug().addKeyValue("error", e.toString()).log("a status could not be told");
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("error", e.toString()).log("status socket could not be removed");
        }
    }
}
