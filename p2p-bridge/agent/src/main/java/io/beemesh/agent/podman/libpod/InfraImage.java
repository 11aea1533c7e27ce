package io.beemesh.agent.podman.libpod;

import com.github.dockerjava.transport.DockerHttpClient.Request;
import io.beemesh.agent.podman.PodmanException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The image of pods' infra containers: one file of 248 bytes that waits for SIGTERM. Podman's own needs catatonit,
 * which is not everywhere where Podman is, or a registry, which is not everywhere either.
 */
final class InfraImage {

    static final String NAME = "localhost/beemesh-pause:1";

    private static final String FILE = "pause";
    private static final int TAR_BLOCK_BYTES = 512;

    /**
     * ELF header, one program header, and: block SIGTERM and SIGINT (rt_sigprocmask), let the kernel reap orphans
     * (SIGCHLD ignored with SA_NOCLDWAIT), rt_sigtimedwait until one of the two comes, exit(0).
     */
    private static final String AMD64 =
            "7f454c4602010100000000000000000002003e000100000078004000000000004000000000000000"
                    + "00000000000000000000000040003800010000000000000001000000050000000000000000000000"
                    + "00004000000000000000400000000000f800000000000000f8000000000000000010000000000000"
                    + "b80e00000031ff488d354a00000031d241ba080000000f05b80d000000bf11000000488d35370000"
                    + "0031d241ba080000000f05b880000000488d3d1900000031f631d241ba080000000f0585c07ee431"
                    + "ffb83c0000000f050240000000000000010000000000000002000000000000000000000000000000"
                    + "0000000000000000";

    private InfraImage() {}

    /**
     * The image to use, made if it is not there; empty, for Podman's own, on a processor that we have no program for.
     */
    static String ensure(Libpod libpod) throws PodmanException {
        if (!System.getProperty("os.arch").equals("amd64")) {
            return "";
        }
        try {
            libpod.call(Libpod.Call.get("/images/" + Libpod.encode(NAME) + "/exists"));
        } catch (PodmanException e) {
            if (!e.isNotFound()) {
                throw e;
            }
            make(libpod, HexFormat.of().parseHex(AMD64));
        }
        return NAME;
    }

    private static void make(Libpod libpod, byte[] program) throws PodmanException {
        String path = "/images/import?reference=" + Libpod.encode(NAME) + "&changes="
                + Libpod.encode("ENTRYPOINT [\"/" + FILE + "\"]");
        libpod.call(new Libpod.Call(Request.Method.POST, path, Libpod.Content.tar(tar(program)), Libpod.PATIENCE));
    }

    /** A tar archive (POSIX ustar) with one executable file. */
    private static byte[] tar(byte[] program) {
        int blocks = (program.length + TAR_BLOCK_BYTES - 1) / TAR_BLOCK_BYTES;
        byte[] tar = new byte[TAR_BLOCK_BYTES * (1 + blocks + 2)];
        put(tar, 0, FILE);
        put(tar, 100, "0000755\0" + "0000000\0" + "0000000\0");
        put(tar, 124, String.format(Locale.ROOT, "%011o\0%011o\0", program.length, 0));
        put(tar, 148, "        0");
        put(tar, 257, "ustar\0" + "00");
        int sum = 0;
        for (int i = 0; i < TAR_BLOCK_BYTES; i++) {
            sum += tar[i];
        }
        put(tar, 148, String.format(Locale.ROOT, "%06o\0 ", sum));
        System.arraycopy(program, 0, tar, TAR_BLOCK_BYTES, program.length);
        return tar;
    }

    private static void put(byte[] tar, int offset, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, tar, offset, bytes.length);
    }
}
