package io.beemesh.agent.pods.status;

import io.beemesh.agent.podman.ContainerInfo;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The end of a container's log, for a container that failed without a termination message.
 *
 * <p><i>Source:</i> kubelet, kuberuntime_container.go readLastStringFromContainerLogs: 80 lines, 2048 bytes.
 */
public final class LastWords {
    private static final int LINES_MAX = 80;
    private static final int BYTES_MAX = 2048;
    private static final int READ_MAX = 64 * 1024;

    private LastWords() {}

    /** Reads the tail of a log in the k8s-file format: time, stream, F or P, text. */
    public static String of(ContainerInfo container) throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(container.log(), "r")) {
            long from = Math.max(0, file.length() - READ_MAX);
            byte[] tail = new byte[(int) (file.length() - from)];
            file.seek(from);
            file.readFully(tail);
            return lines(new String(tail, StandardCharsets.UTF_8));
        }
    }

    static String lines(String log) {
        Deque<String> kept = new ArrayDeque<>();
        for (String line : log.split("\n", -1)) {
            String[] parts = line.split(" ", 4);
            if (parts.length == 4) {
                kept.addLast(parts[2].equals("P") ? parts[3] : parts[3] + "\n");
            }
            if (kept.size() > LINES_MAX) {
                kept.removeFirst();
            }
        }
        byte[] text = String.join("", kept).getBytes(StandardCharsets.UTF_8);
        int from = Math.max(0, text.length - BYTES_MAX);
        return new String(text, from, text.length - from, StandardCharsets.UTF_8);
    }
}
