package io.beemesh.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A way to the API server that can be cut: what goes through it hangs then, as behind a dead link, until it heals. */
public final class Detour implements AutoCloseable {
    private static final Pattern SERVER = Pattern.compile("server: (\\S+)");

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Path kubeconfig;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private Detour(ServerSocket listener, InetSocketAddress target, Path kubeconfig) {
        this.listener = listener;
        this.target = target;
        this.kubeconfig = kubeconfig;
    }

    /** Opens a detour beside the way that a kubeconfig names. */
    public static Detour beside(Path kubeconfig) {
        try {
            String text = Files.readString(kubeconfig);
            Matcher server = SERVER.matcher(text);
            if (!server.find()) {
                throw new IllegalArgumentException(kubeconfig + " names no server");
            }
            URI straight = URI.create(server.group(1));
            ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            Path own = Files.createTempFile(kubeconfig.getParent(), "detour", ".kubeconfig");
            Files.writeString(own, server.replaceFirst("server: https://127.0.0.1:" + listener.getLocalPort()));
            Detour detour = new Detour(listener, new InetSocketAddress(straight.getHost(), straight.getPort()), own);
            Thread.ofVirtual().name("detour").start(detour::accept);
            return detour;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The kubeconfig that leads through it. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Nothing gets through from now on, and nobody is told. */
    public void cut() {
        cut = true;
    }

    /** New connections get through again; those that hung are gone. */
    public void heal() {
        cut = false;
        sockets.forEach(Detour::end);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket near = listener.accept();
                Socket far = new Socket();
                sockets.add(near);
                sockets.add(far);
                if (!cut) {
                    far.connect(target);
                    Thread.ofVirtual().name("detour-out").start(() -> copy(near, far));
                    Thread.ofVirtual().name("detour-back").start(() -> copy(far, near));
                }
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    System.err.println("detour: " + e.getMessage());
                }
            }
        }
    }

    private void copy(Socket from, Socket to) {
        byte[] buffer = new byte[16_384];
        try {
            int count = from.getInputStream().read(buffer);
            while (count > 0) {
                if (!cut) {
                    to.getOutputStream().write(buffer, 0, count);
                }
                count = from.getInputStream().read(buffer);
            }
        } catch (IOException e) {
            // The other end is gone: so is this one.
        } finally {
            if (!cut) {
                end(from);
                end(to);
            }
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            System.err.println("detour: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
            sockets.forEach(Detour::end);
            Files.deleteIfExists(kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
