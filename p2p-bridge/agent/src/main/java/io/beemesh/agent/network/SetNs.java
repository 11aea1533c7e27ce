package io.beemesh.agent.network;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;

/** setns(2), which Java has not. It moves a thread of the kernel's, so never call it on a virtual thread. */
final class SetNs {
    private static final int CLONE_NEWNET = 0x40000000;
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int EPERM = 1;
    private static final int ENOENT = 2;
    private static final int EACCES = 13;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle OPEN = function(
            "open",
            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    private static final MethodHandle SETNS =
            function("setns", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
    private static final MethodHandle CLOSE =
            function("close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private SetNs() {}

    @SuppressWarnings("restricted") // three functions of the C library, whose types are as its manual has them
    private static MethodHandle function(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker.Option[] all = new Linker.Option[options.length + 1];
        all[0] = Linker.Option.captureCallState("errno");
        System.arraycopy(options, 0, all, 1, options.length);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), type, all);
    }

    /**
     * Moves the calling thread into a network namespace, for the rest of its life.
     *
     * @throws IOException there is none, or this process may not enter it
     */
    static void enter(Path namespace) throws IOException {
        if (Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("a virtual thread cannot enter a namespace: its carrier would");
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment path = arena.allocateFrom(namespace.toString());
            int file = (int) OPEN.invokeExact(state, path, O_RDONLY_CLOEXEC);
            if (file < 0) {
                throw refused("open", namespace, state);
            }
            int entered = (int) SETNS.invokeExact(state, file, CLONE_NEWNET);
            IOException refusal = entered < 0 ? refused("setns", namespace, state) : null;
            int ignored = (int) CLOSE.invokeExact(state, file);
            if (refusal != null) {
                throw refusal;
            }
        } catch (IOException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("the C library cannot be called", e);
        }
    }

    private static IOException refused(String call, Path namespace, MemorySegment state) {
        int errno = (int) ERRNO.get(state, 0L);
        return new IOException(
                switch (errno) {
                    case EPERM, EACCES ->
                        call + " " + namespace + ": operation not permitted (expected: an agent that runs as root)";
                    case ENOENT -> call + " " + namespace + ": no such file or directory";
                    default -> call + " " + namespace + ": error " + errno;
                });
    }
}
