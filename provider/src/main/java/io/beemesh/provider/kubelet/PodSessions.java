package io.beemesh.provider.kubelet;

import io.beemesh.provider.kubelet.remotecommand.ExecSession;
import io.beemesh.provider.kubelet.remotecommand.StreamOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** The port to the pods of this node: finds a container and opens its logs, a command in it, or its own streams. */
public interface PodSessions {

    /** Finds a container among the pods of this node. Does not block on a host. */
    Lookup find(ContainerName name);

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

    /** The way to one container. Safe for use by many threads. */
    interface Container {

        /**
         * Opens the log.
         *
         * @throws IOException if the host cannot be reached
         */
        LogsOpening openLogs(LogQuery query) throws IOException;

        /**
         * Starts a command.
         *
         * @param command the program and its arguments, never through a shell
         * @throws IOException if the host cannot be reached
         */
        ExecOpening exec(List<String> command, StreamOptions options) throws IOException;

        /**
         * Attaches to the container's own process.
         *
         * @throws IOException if the host cannot be reached
         */
        ExecOpening attach(StreamOptions options) throws IOException;
    }

    /** What opening a log says. */
    sealed interface LogsOpening {}

    /**
     * The log is open.
     *
     * @param bytes the log's bytes; closing it, from any thread, ends a read that blocks
     */
    record LogsOpened(InputStream bytes) implements LogsOpening {}

    /**
     * There is no such log, in the kubelet's words.
     *
     * @param message why, for the user, for example that the container is waiting to start
     */
    record LogsRefused(String message) implements LogsOpening {}

    /** What starting a command or attaching says. */
    sealed interface ExecOpening {}

    /**
     * It runs.
     *
     * @param session the session, owned by the caller, who closes it
     */
    record ExecStarted(ExecSession session) implements ExecOpening {}

    /**
     * It cannot be run.
     *
     * @param message why, for the user
     */
    record ExecRefused(String message) implements ExecOpening {}
}
