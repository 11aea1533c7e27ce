package io.beemesh.agent.system;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The kernel's calls that the JDK has no words for. Any thread; each call is short. */
final class Kernel {
    /** Instead of a folder's descriptor: paths are absolute. */
    static final int NO_FOLDER = -100;

    static final long O_PATH = 010000000;

    /** No step of the way leads out of the folder that it began in, not even for a moment. */
    static final long RESOLVE_BENEATH = 0x08;

    static final long RESOLVE_NO_MAGICLINKS = 0x02;
    static final long RESOLVE_NO_SYMLINKS = 0x04;

    private static final long O_CLOEXEC = 02000000;

    /** The same number on every processor, as with all calls since Linux 5.1. */
    private static final long OPENAT2 = 437;

    private static final int AT_SYMLINK_NOFOLLOW = 0x100;
    private static final int STATX_NLINK_AND_BLOCKS = 0x404;
    private static final long STATX_BYTES = 256;
    private static final long STATX_NLINK_AT = 16;
    private static final long STATX_BLOCKS_AT = 48;
    private static final long BLOCK_BYTES = 512;

    private static final long MS_BIND = 4096;

    private static final int CLOCK_BOOTTIME = 7;
    private static final long TIMESPEC_BYTES = 16;

    /** More than a struct statvfs has; its first numbers, of 64 bits each, are read here. */
    private static final long STATVFS_BYTES = 256;

    private static final int AGAIN_MAX = 64;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final StructLayout STATE = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = STATE.varHandle(PathElement.groupElement("errno"));

    private static final MethodHandle SYSCALL = handle(
            "syscall",
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle MKDIRAT =
            handle("mkdirat", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT));
    private static final MethodHandle MOUNT =
            handle("mount", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    private static final MethodHandle STATVFS = handle("statvfs", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    private static final MethodHandle STATX =
            handle("statx", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle CLOCK_GETTIME =
            handle("clock_gettime", FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS));
    private static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private Kernel() {}

    /**
     * openat2(2), for no more than to hold what is there ({@code O_PATH}).
     *
     * @param flags beside O_PATH and O_CLOEXEC
     * @param resolve what the way may not lead over: {@code RESOLVE_...}
     * @return its descriptor, to be closed
     */
    static int open(int folder, String path, long flags, long resolve) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment how = arena.allocateFrom(JAVA_LONG, flags | O_PATH | O_CLOEXEC, 0, resolve);
            MemorySegment name = arena.allocateFrom(path);
            for (int i = 0; ; i++) {
                MemorySegment state = arena.allocate(STATE);
                long result = (long) SYSCALL.invokeExact(state, OPENAT2, folder, name, how, how.byteSize());
                int errno = (int) ERRNO.get(state, 0L);
                if (result >= 0) {
                    return Math.toIntExact(result);
                }
                // Something was renamed on the way, on purpose perhaps: not for ever.
                if (errno != KernelException.EAGAIN || i == AGAIN_MAX) {
                    throw new KernelException("open", path, errno);
                }
            }
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** mkdirat(2); false if the name is taken, whatever it names. */
    static boolean makeFolder(int folder, String name, int mode) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) MKDIRAT.invokeExact(state, folder, arena.allocateFrom(name), mode);
            int errno = (int) ERRNO.get(state, 0L);
            if (result < 0 && errno != KernelException.EEXIST) {
                throw new KernelException("mkdir", name, errno);
            }
            return result == 0;
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** mount(2) with MS_BIND: what is at one path is seen at the other too. */
    static void bind(String source, String target) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            int result = (int) MOUNT.invokeExact(
                    state,
                    arena.allocateFrom(source),
                    arena.allocateFrom(target),
                    MemorySegment.NULL,
                    MS_BIND,
                    MemorySegment.NULL);
            if (result < 0) {
                throw new KernelException("mount", target, (int) ERRNO.get(state, 0L));
            }
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** statvfs(3). */
    static FileSystem fileSystem(String path) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment found = arena.allocate(STATVFS_BYTES, JAVA_LONG.byteAlignment());
            int result = (int) STATVFS.invokeExact(state, arena.allocateFrom(path), found);
            if (result < 0) {
                throw new KernelException("statvfs", path, (int) ERRNO.get(state, 0L));
            }
            long blockBytes = found.getAtIndex(JAVA_LONG, 1);
            return new FileSystem(
                    found.getAtIndex(JAVA_LONG, 2) * blockBytes,
                    found.getAtIndex(JAVA_LONG, 4) * blockBytes,
                    found.getAtIndex(JAVA_LONG, 5),
                    found.getAtIndex(JAVA_LONG, 6));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /**
     * What a file has of its disk.
     *
     * @param bytes in blocks; less than its size if it has holes
     * @param links how many names it has
     */
    record Extent(long bytes, int links) {}

    /** statx(2) of a path; a link is not followed. */
    static Extent extent(String path) throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment answer = arena.allocate(STATX_BYTES, Long.BYTES);
            MemorySegment name = arena.allocateFrom(path);
            int result = (int)
                    STATX.invokeExact(state, NO_FOLDER, name, AT_SYMLINK_NOFOLLOW, STATX_NLINK_AND_BLOCKS, answer);
            if (result < 0) {
                throw new KernelException("statx", path, (int) ERRNO.get(state, 0L));
            }
            return new Extent(
                    answer.get(JAVA_LONG, STATX_BLOCKS_AT) * BLOCK_BYTES, answer.get(JAVA_INT, STATX_NLINK_AT));
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** clock_gettime(2) of the time since the machine was booted, with that in which it slept; in nanoseconds. */
    static long sinceBootNanos() throws KernelException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(STATE);
            MemorySegment time = arena.allocate(TIMESPEC_BYTES, JAVA_LONG.byteAlignment());
            int result = (int) CLOCK_GETTIME.invokeExact(state, CLOCK_BOOTTIME, time);
            if (result < 0) {
                throw new KernelException("clock_gettime", "CLOCK_BOOTTIME", (int) ERRNO.get(state, 0L));
            }
            return TimeUnit.SECONDS.toNanos(time.getAtIndex(JAVA_LONG, 0)) + time.getAtIndex(JAVA_LONG, 1);
        } catch (Throwable e) {
            throw rethrown(e);
        }
    }

    /** close(2); it is closed then, whatever the answer. */
    static void close(int descriptor) {
        try (Arena arena = Arena.ofConfined()) {
            int ignored = (int) CLOSE.invokeExact(arena.allocate(STATE), descriptor);
        } catch (Throwable e) {
            throw new IllegalStateException("close(2) cannot be called", e);
        }
    }

    private static KernelException rethrown(Throwable e) {
        if (e instanceof KernelException known) {
            return known;
        }
        throw new IllegalStateException("the C library cannot be called", e);
    }

    @SuppressWarnings("restricted") // the signatures above are those of the C library
    private static MethodHandle handle(String name, FunctionDescriptor signature, Linker.Option... options) {
        Linker.Option[] all = Stream.concat(Stream.of(Linker.Option.captureCallState("errno")), Stream.of(options))
                .toArray(Linker.Option[]::new);
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, all);
    }

    /** The kernel said no. */
    static final class KernelException extends IOException {
        static final int EPERM = 1;
        static final int ENOENT = 2;
        static final int EAGAIN = 11;
        static final int EEXIST = 17;

        private static final long serialVersionUID = 1L;

        private final int errno;

        KernelException(String call, String path, int errno) {
            super(call + " " + path + ": " + word(errno));
            this.errno = errno;
        }

        int errno() {
            return errno;
        }

        private static String word(int errno) {
            return switch (errno) {
                case EPERM -> "operation not permitted (expected: root)";
                case ENOENT -> "no such file or directory";
                case 13 -> "permission denied";
                case 18 -> "it leads out of its folder";
                case 20 -> "not a directory";
                case 38 -> "function not implemented (expected: Linux 5.6 or later)";
                case 40 -> "a symbolic link where none may be, or too many of them";
                default -> "error " + errno;
            };
        }
    }
}
