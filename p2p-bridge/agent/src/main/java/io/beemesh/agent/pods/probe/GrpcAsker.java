package io.beemesh.agent.pods.probe;

import io.beemesh.agent.spec.Probe;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * One health check of gRPC, without TLS.
 *
 * <p><i>Source:</i> kubelet, pkg/probe/grpc/grpc.go; grpc.health.v1.
 */
final class GrpcAsker {
    private static final String METHOD = "/grpc.health.v1.Health/Check";

    /** By their numbers in HealthCheckResponse. */
    private static final List<String> HEALTH = List.of("UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN");

    /** By their numbers, as Go's errors name them. */
    private static final List<String> CODES = List.of(
            "OK",
            "Canceled",
            "Unknown",
            "InvalidArgument",
            "DeadlineExceeded",
            "NotFound",
            "AlreadyExists",
            "PermissionDenied",
            "ResourceExhausted",
            "FailedPrecondition",
            "Aborted",
            "OutOfRange",
            "Unimplemented",
            "Internal",
            "Unavailable",
            "DataLoss",
            "Unauthenticated");

    private static final int OK = CODES.indexOf("OK");
    private static final int UNKNOWN = CODES.indexOf("Unknown");
    private static final int DEADLINE_EXCEEDED = CODES.indexOf("DeadlineExceeded");
    private static final int UNIMPLEMENTED = CODES.indexOf("Unimplemented");
    private static final int UNAVAILABLE = CODES.indexOf("Unavailable");

    /** Of a message and of a service's name, which are bytes with a length of one byte before them. */
    private static final int SERVICE_BYTES_MAX = 127;

    private static final int MESSAGE_MAX = 1024;

    private GrpcAsker() {}

    static Asker.Answer check(Probe.Action.Grpc grpc, String host, Duration limit) throws IOException {
        String address = host.contains(":") ? "[" + host + "]:" + grpc.port() : host + ":" + grpc.port();
        try (Socket socket = new Socket()) {
            socket.setSoTimeout((int) limit.toMillis());
            socket.connect(new InetSocketAddress(host, grpc.port()), (int) limit.toMillis());
            return check(grpc.service(), address, socket);
        } catch (ConnectException | ProtocolException e) {
            return new Asker.Answer.No("timeout: failed to connect service \"" + address + "\" within "
                    + limit.toSeconds() + "s: context deadline exceeded");
        } catch (SocketTimeoutException e) {
            return late(limit);
        } catch (IOException e) {
            return failed(UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    /** What is said of a server that gives no answer in time. */
    static Asker.Answer late(Duration limit) {
        return new Asker.Answer.No("timeout: health rpc did not complete within " + limit.toSeconds() + "s");
    }

    private static Asker.Answer check(String service, String address, Socket socket) throws IOException {
        UnaryCall.Answer answer = new UnaryCall(
                        new DataInputStream(new BufferedInputStream(socket.getInputStream())),
                        new BufferedOutputStream(socket.getOutputStream()))
                .call(address, METHOD, request(service));
        String http = answer.headers().getOrDefault(":status", "");
        String status = answer.headers().getOrDefault("grpc-status", "");
        if (!http.equals("200") || !status.matches("[0-9]{1,2}")) {
            return failed(UNKNOWN, "unexpected HTTP status code received from server: " + http);
        }
        int code = Integer.parseInt(status);
        if (code == OK) {
            return health(answer.body());
        }
        return failed(code, decoded(answer.headers().getOrDefault("grpc-message", "")));
    }

    private static String decoded(String message) {
        String cut = message.length() > MESSAGE_MAX ? message.substring(0, MESSAGE_MAX) : message;
        try {
            return URLDecoder.decode(cut.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return cut;
        }
    }

    private static byte[] request(String service) throws IOException {
        byte[] name = service.getBytes(StandardCharsets.UTF_8);
        if (name.length > SERVICE_BYTES_MAX) {
            throw new IOException("service name of " + name.length + " bytes (expected: at most 127)");
        }
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        if (name.length > 0) {
            message.write((1 << 3) | 2);
            message.write(name.length);
            message.writeBytes(name);
        }
        return message.toByteArray();
    }

    /** The first message's field 1, which is the only one and absent if it is 0. */
    private static Asker.Answer health(byte[] body) {
        int status = body.length == 7 && body[5] == 1 << 3 ? body[6] : 0;
        if (status == HEALTH.indexOf("SERVING")) {
            return new Asker.Answer.Yes();
        }
        String word = status >= 0 && status < HEALTH.size() ? HEALTH.get(status) : Integer.toString(status);
        return new Asker.Answer.No("service unhealthy (responded with \"" + word + "\")");
    }

    private static Asker.Answer failed(int code, String message) {
        if (code == UNIMPLEMENTED) {
            return new Asker.Answer.No("error: this server does not implement the grpc health protocol"
                    + " (grpc.health.v1.Health): " + message);
        }
        String word = code < CODES.size() ? CODES.get(code) : "Code(" + code + ")";
        return new Asker.Answer.No(
                code == DEADLINE_EXCEEDED
                        ? "timeout: health rpc did not complete: " + message
                        : "error: health rpc probe failed: rpc error: code = " + word + " desc = " + message);
    }
}
