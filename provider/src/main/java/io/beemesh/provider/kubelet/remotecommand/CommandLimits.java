package io.beemesh.provider.kubelet.remotecommand;

import java.time.Duration;

/**
 * How long the connection of a command, or of a port-forward, is borne with.
 *
 * @param creation until the client has opened its streams
 * @param idle without a byte either way
 * @param pingEvery between two looks whether the client lives
 * @param drain for the client to close after the goodbye, or to say its last after the pod has
 */
public record CommandLimits(Duration creation, Duration idle, Duration pingEvery, Duration drain) {

    /** The kubelet's: 30 s to open streams, 4 h idle; a look each 15 s, 5 s for the goodbye. */
    public static final CommandLimits KUBELET = new CommandLimits(
            Duration.ofSeconds(30), Duration.ofHours(4), Duration.ofSeconds(15), Duration.ofSeconds(5));
}
