package io.beemesh.libp2p.relay;

import java.util.Arrays;

/**
 * What became of a request.
 *
 * <p><i>Source:</i> libp2p specs, circuit relay v2, "Protobuf".
 */
enum Status {
    OK(100),
    RESERVATION_REFUSED(200),
    RESOURCE_LIMIT_EXCEEDED(201),
    PERMISSION_DENIED(202),
    CONNECTION_FAILED(203),
    NO_RESERVATION(204),
    MALFORMED_MESSAGE(400),
    UNEXPECTED_MESSAGE(401),
    /** Something newer; never sent. */
    UNKNOWN(0);

    final int code;

    Status(int code) {
        this.code = code;
    }

    static Status of(long code) {
        return Arrays.stream(values())
                .filter(status -> status.code == code)
                .findFirst()
                .orElse(UNKNOWN);
    }
}
