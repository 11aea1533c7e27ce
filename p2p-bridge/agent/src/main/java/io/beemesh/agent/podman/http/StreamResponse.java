package io.beemesh.agent.podman.http;

import com.github.dockerjava.transport.DockerHttpClient;
import java.io.InputStream;
import java.util.List;
import java.util.Map;

/** A response whose body is read from its connection. */
final class StreamResponse implements DockerHttpClient.Response {

    private final ResponseHead head;
    private final Body body;
    private final UnixConnection connection;

    StreamResponse(ResponseHead head, Body body, UnixConnection connection) {
        this.head = head;
        this.body = body;
        this.connection = connection;
    }

    @Override
    public int getStatusCode() {
        return head.status();
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return head.headers();
    }

    @Override
    public InputStream getBody() {
        return body;
    }

    /** Ends the connection, unless all was read: then another request may use it already. */
    @Override
    public void close() {
        if (!body.isReusable()) {
            connection.close();
        }
    }
}
