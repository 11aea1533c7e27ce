package io.beemesh.provider.tunnel.session;

import java.time.Duration;

/**
 * What a session bears.
 *
 * @param connectionsMax at once; one more is answered with an error of its own
 * @param flow of each connection
 * @param heldBytesMax of all connections together that the kubelet has not taken; the one that exceeds it is ended
 * @param pace of signs of life and of second thoughts
 */
public record SessionLimits(int connectionsMax, Flow flow, long heldBytesMax, Pace pace) {
    /** The bounds of the provider. */
    public static final SessionLimits PROVIDER = new SessionLimits(
            1024,
            new Flow(512 << 10, 64 << 10, 16 << 20),
            64 << 20,
            new Pace(
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(1),
                    Duration.ofMillis(250),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(30)));

    /**
     * How much of a connection may wait for the kubelet to take it.
     *
     * @param fullBytes above which the server is asked to pause
     * @param lowBytes below which it is asked to go on
     * @param heldBytesMax at which the connection is ended: a server that was asked to pause sends what is on its way
     */
    public record Flow(int fullBytes, int lowBytes, int heldBytesMax) {
        /** Refuses bounds out of order. */
        public Flow {
            if (lowBytes < 1 || fullBytes <= lowBytes || heldBytesMax <= fullBytes) {
                throw new IllegalArgumentException("low " + lowBytes + ", full " + fullBytes + ", most " + heldBytesMax
                        + " bytes (expected: in ascending order, above zero)");
            }
        }
    }

    /**
     * When what is done unasked.
     *
     * @param pingEvery between two pings; a server ends a session without any after 60 s
     * @param silenceMax since the last pong, after which the session is given up
     * @param pauseTrusted how long a server's PAUSE holds without a RESUME
     * @param probeAnswer how long a server may take to say that it is full still
     * @param drain how long a server that is not full is left to hand on what it was sent, before it hears of the end
     * @param linger how long what was sent before an end may take to be read, by a slow kubelet or from a full server
     */
    public record Pace(
            Duration pingEvery,
            Duration silenceMax,
            Duration pauseTrusted,
            Duration probeAnswer,
            Duration drain,
            Duration linger) {}
}
