package io.beemesh.provider.kubelet;

import io.beemesh.mesh.session.ExecOutcome;
import io.beemesh.mesh.session.LogsOutcome;
import io.beemesh.provider.kubelet.portforward.ForwardedPod;
import io.beemesh.provider.kubelet.portforward.PodName;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The port to the pods of this node: finds a container and opens its logs, a command in it, or its own streams; finds a
 * pod and connects to its ports.
 */
public interface PodSessions {

    /** Finds a container among the pods of this node. Does not block on a host. */
    Lookup find(ContainerName name);

    /** Finds a pod of this node; empty if there is none. Does not block on a host. */
    Optional<ForwardedPod> find(PodName name);

    /** What {@link #find} says. */
    sealed interface Lookup {}

    /**
     * The container is one of this node.
     *
     * @param container the way to it
     */
    record Found(Container container) implements Lookup {}

    /** No pod of that namespace, name and UID is on this node. */
    record NoSuchPod() implements Lookup {}

    /** The pod has no container of that name. */
    record NoSuchContainer() implements Lookup {}

    /** The way to one container. Safe for use by many threads; what is opened is the caller's to close. */
    interface Container {

        /**
         * Opens the log. A refusal's message is told to the user, so it is to be in the kubelet's words.
         *
         * @throws IOException if the host cannot be reached
         */
        LogsOutcome openLogs(LogQuery query) throws IOException;

        /**
         * Starts a command.
         *
         * @param command the program and its arguments, never through a shell
         * @throws IOException if the host cannot be reached
         */
        ExecOutcome exec(List<String> command, StreamOptions options) throws IOException;

        /**
         * Attaches to the container's own process.
         *
         * @throws IOException if the host cannot be reached
         */
        ExecOutcome attach(StreamOptions options) throws IOException;
    }
}
