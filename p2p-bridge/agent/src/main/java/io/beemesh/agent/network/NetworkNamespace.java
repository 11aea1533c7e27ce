package io.beemesh.agent.network;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * A network namespace, in which sockets can be made. A socket is of the namespace that its thread was in when it made
 * it: afterwards any thread may use it. Any thread.
 *
 * @param file that stands for it, such as {@code /proc/1/ns/net}
 */
public record NetworkNamespace(Path file) {
    private static final Path OWN = Path.of("/proc/self/ns/net");

    /**
     * Makes a socket in it, not yet connected.
     *
     * @throws IOException the namespace is gone, or this process may not enter it, which takes root
     */
    public SocketChannel open(ProtocolFamily family) throws IOException {
        return within(() -> SocketChannel.open(family));
    }

    /**
     * Makes a socket in it that is to listen, not yet bound.
     *
     * @throws IOException as {@link #open}
     */
    public ServerSocketChannel listener() throws IOException {
        return within(ServerSocketChannel::open);
    }

    private <T> T within(Callable<T> made) throws IOException {
        boolean here = Files.readSymbolicLink(file).equals(Files.readSymbolicLink(OWN));
        FutureTask<T> task = new FutureTask<>(() -> {
            if (!here) {
                SetNs.enter(file);
            }
            return made.call();
        });
        if (here) {
            task.run();
        } else {
            // One of the kernel's own, which ends in the namespace that it entered: nobody else is ever run there.
            Thread.ofPlatform().name("pod-network-enter").daemon(true).start(task);
        }
        try {
            return task.get();
        } catch (ExecutionException e) {
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(String.valueOf(cause.getMessage()), cause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while a pod's network was entered");
        }
    }
}
