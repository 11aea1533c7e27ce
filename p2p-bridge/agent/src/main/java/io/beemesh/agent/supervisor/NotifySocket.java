package io.beemesh.agent.supervisor;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/**
 * A unix datagram socket that only sends, to one address; by the C library, for the JDK has stream sockets only.
 * Sending never blocks. For one thread at a time.
 */
final class NotifySocket implements AutoCloseable {
    // The values of Linux, the same on amd64, arm64 and riscv64.
    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x40 | 0x4000;

    /** What {@code sun_path} holds, its final zero included. */
    private static final int PATH_BYTES_MAX = 108;

    private static final int FAMILY_BYTES = Short.BYTES;

    private static final MethodHandle SOCKET = function(
            "socket",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle SEND_TO = function(
            "sendto",
            FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.ADDRESS,
                    ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private final int descriptor;
    private final byte[] path;

    private NotifySocket(int descriptor, byte[] path) {
        this.descriptor = descriptor;
        this.path = path;
    }

    /**
     * A socket that sends to an address.
     *
     * @param address an absolute path, or a name of the abstract namespace after an {@code @}
     * @throws IOException the address is none of both or too long, or the system gives out no socket
     */
    static NotifySocket open(String address) throws IOException {
        byte[] path = path(address);
        int descriptor = call(() -> (int) SOCKET.invokeExact(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
        if (descriptor < 0) {
            throw new IOException("the system gives out no unix datagram socket (expected: free file descriptors)");
        }
        return new NotifySocket(descriptor, path);
    }

    /** As the kernel has it: a path ends in a zero, a name begins with one. */
    private static byte[] path(String address) throws IOException {
        boolean isName = address.startsWith("@");
        if (!isName && !address.startsWith("/")) {
            throw new IOException("NOTIFY_SOCKET is '" + address + "' (expected: an absolute path, or a name after @)");
        }
        String text = isName ? "\0" + address.substring(1) : address + "\0";
        byte[] path = text.getBytes(StandardCharsets.UTF_8);
        if (path.length > PATH_BYTES_MAX) {
            throw new IOException("NOTIFY_SOCKET has " + (path.length - 1) + " bytes (expected: at most "
                    + (PATH_BYTES_MAX - 1) + ")");
        }
        return path;
    }

    /** Sends one datagram; whether it went. It does not when nobody listens, or listens too slowly. */
    boolean send(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment message = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            MemorySegment to = arena.allocate(FAMILY_BYTES + (long) path.length, Short.BYTES);
            to.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
            MemorySegment.copy(path, 0, to, ValueLayout.JAVA_BYTE, FAMILY_BYTES, path.length);
            return bytes.length
                    == call(() -> (long) SEND_TO.invokeExact(
                            descriptor, message, message.byteSize(), MSG_DONTWAIT_NOSIGNAL, to, (int) to.byteSize()));
        }
    }

    @Override
    public void close() {
        int ignored = call(() -> (int) CLOSE.invokeExact(descriptor));
    }

    private interface Call<T> {
        T run() throws Throwable;
    }

    private static <T> T call(Call<T> call) {
        try {
            return call.run();
        } catch (Throwable e) {
            // A method handle declares anything; these throw nothing of their own.
            throw new IllegalStateException("the C library cannot be called", e);
        }
    }

    @SuppressWarnings("restricted") // the jar's manifest enables native access
    private static MethodHandle function(String name, FunctionDescriptor descriptor) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), descriptor);
    }
}
