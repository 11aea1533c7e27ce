package io.beemesh.provider.kubelet.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves HTTP/1.1 over TLS 1.2 or later. A client's certificate is asked for, not required and not verified: the
 * handler judges it.
 *
 * <p>Bounds: connections as configured (one more is dropped unanswered), 64 KiB a head, 64 KiB a body.
 */
public final class HttpServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(HttpServer.class);
    private static final int BACKLOG = 256;

    private final HttpServerConfig config;
    private final SSLContext tls;
    private final HttpHandler handler;
    private final ServerSocket listener;
    private final Threads threads = new Threads();
    private final Semaphore slots;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private HttpServer(HttpServerConfig config, SSLContext tls, HttpHandler handler, ServerSocket listener) {
        this.config = config;
        this.tls = tls;
        this.handler = handler;
        this.listener = listener;
        this.slots = new Semaphore(config.connectionsMax());
    }

    /**
     * Listens and serves until it is closed.
     *
     * @throws IOException if the address cannot be taken
     */
    public static HttpServer start(HttpServerConfig config, SSLContext tls, HttpHandler handler) throws IOException {
        ServerSocket listener = new ServerSocket();
        try {
            listener.setReuseAddress(true);
            listener.bind(config.listen(), BACKLOG);
        } catch (IOException e) {
            listener.close();
            throw new IOException("cannot listen on " + config.listen() + ": " + e.getMessage(), e);
        }
        HttpServer server = new HttpServer(config, tls, handler, listener);
        server.threads.start("accept", server::accept);
        return server;
    }

    /** The address it listens on, with the real port. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.getLocalSocketAddress();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                take(listener.accept());
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    log.atWarn().addKeyValue("cause", e.toString()).log("kubelet connection not accepted");
                }
            }
        }
    }

    private void take(Socket socket) throws IOException {
        if (!slots.tryAcquire()) {
            log.atWarn().addKeyValue("connectionsMax", config.connectionsMax()).log("kubelet connection dropped");
            socket.close();
            return;
        }
        sockets.add(socket);
        threads.start("connection", () -> {
            try {
                serve(socket);
            } finally {
                sockets.remove(socket);
                slots.release();
            }
        });
        if (listener.isClosed()) {
            socket.close(); // it came while we closed: nobody else would
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, true);
            SSLParameters parameters = secure.getSSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
            parameters.setWantClientAuth(true);
            secure.setSSLParameters(parameters);
            secure.setUseClientMode(false);
            HttpWire wire = new HttpWire(socket, secure, threads);
            new HttpConnection(secure, wire, config, handler).serve();
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("kubelet connection ended");
        }
    }

    /** Stops listening, drops every connection and waits for their threads. Idempotent. */
    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            log.atDebug().addKeyValue("cause", e.toString()).log("listener not closed in order");
        }
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                log.atDebug().addKeyValue("cause", e.toString()).log("socket not closed in order");
            }
        }
        threads.close();
    }
}
