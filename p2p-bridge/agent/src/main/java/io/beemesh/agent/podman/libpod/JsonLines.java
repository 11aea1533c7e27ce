package io.beemesh.agent.podman.libpod;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.beemesh.agent.podman.PodmanException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** An answer of many lines, each a JSON object of at most 1 MiB. Read by one thread; closed by any, ending a read. */
public final class JsonLines implements AutoCloseable {

    private static final int LINE_BYTES_MAX = 1 << 20;

    private final Libpod libpod;
    private final Response response;

    JsonLines(Libpod libpod, Response response) {
        this.libpod = libpod;
        this.response = response;
    }

    /** The next object, blocking; null at the end. */
    public @Nullable JsonNode next() throws PodmanException {
        try {
            InputStream in = response.getBody();
            ByteArrayOutputStream line = new ByteArrayOutputStream(512);
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c != '\n') {
                    add(line, c);
                } else if (line.size() > 0) {
                    return libpod.parse(line.toString(StandardCharsets.UTF_8));
                }
            }
            return line.size() > 0 ? libpod.parse(line.toString(StandardCharsets.UTF_8)) : null;
        } catch (PodmanException e) {
            throw e;
        } catch (IOException e) {
            throw new PodmanException("podman broke off its answer: " + e.getMessage(), e);
        }
    }

    private static void add(ByteArrayOutputStream line, int c) throws PodmanException {
        if (line.size() == LINE_BYTES_MAX) {
            throw new PodmanException("a line of podman's answer is over " + LINE_BYTES_MAX + " bytes", null);
        }
        line.write(c);
    }

    @Override
    public void close() {
        response.close();
    }
}
