package io.beemesh.libp2p.relay;

import java.time.Duration;

/**
 * The bounds of a relay; what comes over one is refused with a status that says so.
 *
 * <p>A circuit holds two virtual threads and, for each direction, at most {@value Circuit#WINDOW_BYTES} bytes that its
 * reader has not taken and a buffer of {@value Circuit#BUFFER_BYTES}: 0.5 MiB in all.
 *
 * @param reservations peers that may be reached at once
 * @param circuits open at once
 * @param circuitsPerPeer open at once that begin or end at one peer
 * @param validity how long a reservation holds without being renewed
 * @param each what one circuit may carry
 */
public record RelayLimits(int reservations, int circuits, int circuitsPerPeer, Duration validity, CircuitLimit each) {
    /** Refuses bounds that would let nothing through. */
    public RelayLimits {
        if (reservations < 1 || circuitsPerPeer < 1 || circuits < circuitsPerPeer) {
            throw new IllegalArgumentException("relay limits: " + reservations + " reservations, " + circuits
                    + " circuits, " + circuitsPerPeer + " per peer (expected: 1 or more, per peer <= all)");
        }
        if (validity.toSeconds() < 1) {
            throw new IllegalArgumentException("relay limits: validity " + validity + " (expected: 1 s or more)");
        }
    }
}
