package io.beemesh.raft.front;

import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.apache.ratis.thirdparty.io.grpc.Attributes;
import org.apache.ratis.thirdparty.io.grpc.ServerCall;
import org.apache.ratis.thirdparty.io.grpc.ServerTransportFilter;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.jspecify.annotations.Nullable;

/** The connections of a server: so many, and one more is told so and closed. Safe for use by any thread. */
final class Connections extends ServerTransportFilter {
    private static final Attributes.Key<Semaphore> WATCHES = Attributes.Key.create("watches");

    private final FrontLimits limits;
    private final Semaphore room;

    Connections(FrontLimits limits) {
        this.limits = limits;
        this.room = new Semaphore(limits.connections());
    }

    /** The room for watches that all streams of a connection share. */
    static Semaphore watches(ServerCall<?, ?> call) {
        return Objects.requireNonNull(call.getAttributes().get(WATCHES));
    }

    /** What is thrown here ends the connection; its message goes with the last frame. */
    @Override
    public Attributes transportReady(Attributes transport) {
        if (!room.tryAcquire()) {
            throw Status.RESOURCE_EXHAUSTED
                    .withDescription(limits.connections() + " connections are open; close some, or share one")
                    .asRuntimeException();
        }
        return transport.toBuilder()
                .set(WATCHES, new Semaphore(limits.watchesAConnection()))
                .build();
    }

    /** Of a connection that was not let in there are no attributes. */
    @Override
    public void transportTerminated(@Nullable Attributes transport) {
        if (transport != null && transport.get(WATCHES) != null) {
            room.release();
        }
    }
}
