package io.beemesh.agent.podman.libpod;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.dockerjava.transport.DockerHttpClient.Request;
import com.github.dockerjava.transport.DockerHttpClient.Response;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.http.UnixHttpClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * libpod's endpoints: JSON in, JSON out, errors as {@link PodmanException}. An answer over {@link #JSON_BYTES_MAX} is
 * refused. Safe for use by many threads.
 */
public final class Libpod {

    /** The largest JSON answer that is read. */
    public static final int JSON_BYTES_MAX = 32 << 20;

    /** How long an ordinary call may take before its answer begins. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final String PREFIX = "/v4.0.0/libpod";

    private static final int ERROR_BYTES_MAX = 64 << 10;

    private final ObjectMapper json = new ObjectMapper();
    private final UnixHttpClient http;

    /** Calls over this transport. */
    public Libpod(UnixHttpClient http) {
        this.http = http;
    }

    /** An empty object to fill. */
    public ObjectNode object() {
        return json.createObjectNode();
    }

    /** A value as part of a path or query. */
    public static String encode(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The query part that selects what carries all these labels. */
    public String labelFilter(Map<String, String> labels) {
        ObjectNode filters = object();
        labels.forEach((key, value) -> filters.withArray("label").add(key + "=" + value));
        return "filters=" + encode(filters.toString());
    }

    /** Podman's version, by the one call that does not run half a dozen programs before it answers. */
    String version() throws PodmanException {
        try (Response response = execute(Call.get("/_ping"))) {
            List<String> values = response.getHeaders().getOrDefault("Libpod-API-Version", List.of(""));
            return values.getFirst();
        }
    }

    /**
     * GET of an object.
     *
     * @throws PodmanException also when the answer is no object or says nothing: that is not taken for what is
     */
    public JsonNode get(String path) throws PodmanException {
        JsonNode object = call(Call.get(path));
        if (!object.isObject() || object.isEmpty()) {
            throw noAnswer(path, "an object");
        }
        return object;
    }

    /** GET of a list, which is null when Go has none; what is neither is an error, and never an empty list. */
    public JsonNode list(String path) throws PodmanException {
        JsonNode list = call(Call.get(path));
        if (!list.isArray() && !list.isNull()) {
            throw noAnswer(path, "a list");
        }
        return list;
    }

    private static PodmanException noAnswer(String path, String expected) {
        return new PodmanException("podman's answer to " + path + " says nothing (expected: " + expected + ")", null);
    }

    /** POST without a body. */
    public JsonNode post(String path) throws PodmanException {
        return call(Call.post(path, null));
    }

    /** POST of an object. */
    public JsonNode post(String path, ObjectNode body) throws PodmanException {
        return call(Call.post(path, body));
    }

    /** DELETE. */
    public JsonNode delete(String path) throws PodmanException {
        return call(new Call(Request.Method.DELETE, path, null, PATIENCE));
    }

    /** Any call whose answer is one JSON value, or nothing. */
    public JsonNode call(Call call) throws PodmanException {
        try (Response response = execute(call)) {
            byte[] bytes = response.getBody().readNBytes(JSON_BYTES_MAX + 1);
            if (bytes.length > JSON_BYTES_MAX) {
                throw new PodmanException(
                        "the answer to " + call.path() + " is over " + JSON_BYTES_MAX + " bytes", null);
            }
            return bytes.length == 0 ? MissingNode.getInstance() : json.readTree(bytes);
        } catch (PodmanException e) {
            throw e;
        } catch (IOException e) {
            throw new PodmanException("podman broke off its answer to " + call.path() + ": " + e.getMessage(), e);
        }
    }

    /** Any call whose answer is read piece by piece; to be closed. */
    Response execute(Call call) throws PodmanException {
        try {
            return succeeded(http.execute(request(call), call.answer()));
        } catch (PodmanException e) {
            throw e;
        } catch (IOException e) {
            throw unreachable(call, e);
        }
    }

    /** Any call whose answer is a stream of JSON objects; to be closed. */
    public JsonLines lines(Call call) throws PodmanException {
        return new JsonLines(this, execute(call));
    }

    /** A call that turns its connection into two streams; to be closed. */
    UnixHttpClient.Upgraded upgrade(Call call) throws PodmanException {
        try {
            UnixHttpClient.Upgraded upgraded = http.upgrade(request(call), call.answer());
            succeeded(upgraded.response());
            return upgraded;
        } catch (PodmanException e) {
            throw e;
        } catch (IOException e) {
            throw unreachable(call, e);
        }
    }

    JsonNode parse(String line) throws PodmanException {
        try {
            return json.readTree(line);
        } catch (JsonProcessingException e) {
            throw new PodmanException("podman said a line that is no JSON", e);
        }
    }

    private Request request(Call call) {
        Request.Builder builder = Request.builder().method(call.method()).path(PREFIX + call.path());
        Content content = call.content();
        if (content != null) {
            builder.putHeader("Content-Type", content.type());
            if (content.stream() == null) {
                builder.bodyBytes(content.bytes());
            } else {
                builder.body(content.stream());
            }
        }
        return builder.putAllHeaders(call.headers()).build();
    }

    private Response succeeded(Response response) throws IOException {
        int status = response.getStatusCode();
        if (status < 300 || status == 304) {
            return response;
        }
        try (response) {
            throw failure(status, response.getBody().readNBytes(ERROR_BYTES_MAX));
        }
    }

    private PodmanException failure(int status, byte[] body) {
        String message = new String(body, StandardCharsets.UTF_8).strip();
        String cause = "";
        boolean own = false;
        try {
            JsonNode error = json.readTree(body);
            cause = error.path("cause").asText("");
            own = error.has("message");
            message = error.path("message").asText(message);
        } catch (IOException e) {
            // Not JSON: the text itself is the message.
        }
        if (!own && status == 404) {
            // Somebody else said that something is not there: what is gone by Podman's word is made anew.
            return new PodmanException("podman answered 404 without a reason", null);
        }
        return new PodmanException(meaning(status, cause), message.isEmpty() ? "podman answered " + status : message);
    }

    /** Podman answers 500 to much that has a status of its own; its cause is one of a few fixed sentences. */
    private static int meaning(int status, String cause) {
        return switch (cause) {
            case "image not known", "no such image", "no such container", "no such pod", "no such exec session" -> 404;
            case "container state improper",
                    "exec session state improper",
                    "container already exists",
                    "pod already exists",
                    "container name in use" -> 409;
            default -> status;
        };
    }

    private static PodmanException unreachable(Call call, IOException e) {
        String reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new PodmanException("podman could not be asked for " + call.path() + ": " + reason, e);
    }

    /**
     * A call.
     *
     * @param method of HTTP
     * @param path below libpod's, with its query
     * @param content what is sent, or null
     * @param headers more than the usual
     * @param answer how long it may take until the answer begins; {@link UnixHttpClient#UNBOUNDED} for as long as it
     *     takes
     */
    public record Call(
            Request.Method method,
            String path,
            @Nullable Content content,
            Map<String, String> headers,
            Duration answer) {

        Call(Request.Method method, String path, @Nullable Content content, Duration answer) {
            this(method, path, content, Map.of(), answer);
        }

        /** A GET with the usual patience. */
        public static Call get(String path) {
            return new Call(Request.Method.GET, path, null, PATIENCE);
        }

        /** A POST with the usual patience. */
        public static Call post(String path, @Nullable ObjectNode body) {
            return new Call(Request.Method.POST, path, body == null ? null : Content.json(body), PATIENCE);
        }

        /** A copy that waits as long as it takes. */
        public Call unbounded() {
            return new Call(method, path, content, headers, UnixHttpClient.UNBOUNDED);
        }

        /** A copy with one more header, which may be secret. */
        public Call withHeader(Map.Entry<String, String> header) {
            return new Call(method, path, content, Map.ofEntries(header), answer);
        }

        /** Without headers and content, which may be secret. */
        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    /**
     * What is sent: bytes, or a stream that is read to its end.
     *
     * @param type of the content
     * @param bytes used if there is no stream
     * @param stream or null
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record Content(
            String type, byte[] bytes, @Nullable InputStream stream) {
        static Content json(ObjectNode body) {
            return new Content("application/json", body.toString().getBytes(StandardCharsets.UTF_8), null);
        }

        /** A tar archive. */
        public static Content tar(byte[] bytes) {
            return new Content("application/x-tar", bytes, null);
        }
    }
}
