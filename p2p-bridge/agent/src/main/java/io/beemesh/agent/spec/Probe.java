package io.beemesh.agent.spec;

import java.util.List;
import java.util.OptionalLong;

/**
 * A question that is put to a container again and again.
 *
 * @param graceSeconds overrides the pod's when the probe has it killed
 */
public record Probe(Action action, Timing timing, OptionalLong graceSeconds) {
    /** How a container is asked, or told. */
    public sealed interface Action {
        /** A command in the container; exit code 0 is a yes. */
        record Exec(List<String> command) implements Action {
            /** Copies the list. */
            public Exec {
                command = List.copyOf(command);
            }
        }

        /** An HTTP request; 200 to 399 is a yes. An empty host means the pod. */
        record HttpGet(String scheme, String host, Port port, String path, List<Header> headers) implements Action {
            /** Copies the list. */
            public HttpGet {
                headers = List.copyOf(headers);
            }
        }

        /** A connection; being accepted is a yes. An empty host means the pod. */
        record TcpSocket(String host, Port port) implements Action {}

        /** A call of gRPC's health service, for one service or, if that is empty, for all; SERVING is a yes. */
        record Grpc(int port, String service) implements Action {}

        /** Nothing but time; for hooks only. */
        record Sleep(long seconds) implements Action {}
    }

    /** A port by number, or by the name that the container gave it; the number is 0 then. */
    public record Port(int number, String name) {}

    /** One header of a request. */
    public record Header(String name, String value) {}

    /** How often, how long, and how many answers of a kind in a row count. */
    public record Timing(
            int initialDelaySeconds,
            int timeoutSeconds,
            int periodSeconds,
            int successThreshold,
            int failureThreshold) {}
}
