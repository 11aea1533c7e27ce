package io.beemesh.libp2p.muxer.yamux;

import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.transport.BufferPool;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What all sessions of a host share.
 *
 * @param limits streams of a connection and the window of a stream
 * @param buffers large ones, for batches of at least 131,038 bytes
 * @param chunks smaller ones, for what was received and not read
 * @param pingInterval how often to ask whether the peer is alive
 * @param pingAnswer how long it may take to answer
 * @param ticker nanoseconds that only grow
 */
public record YamuxSettings(
        Limits limits,
        BufferPool buffers,
        BufferPool chunks,
        Duration pingInterval,
        Duration pingAnswer,
        LongSupplier ticker) {}
