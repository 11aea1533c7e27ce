package io.beemesh.agent.podman;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The port to Podman. One Kubernetes pod is one Podman pod; everything is found again by its labels
 * ({@link PodKey}, {@link ContainerKey}).
 *
 * <p>All calls block until Podman answered, may be made from any thread (best a virtual one) and throw
 * {@link PodmanException} when Podman refused or cannot be reached. Calls that create or remove are idempotent, so that
 * they can be repeated when their answer was lost.
 */
public interface Podman {

    /** Podman's version, such as {@code 4.3.1}. */
    String version() throws PodmanException;

    /**
     * Makes a pod, whose network may be up at once ({@link PodInfo#infraRuns()}); if not, {@link #startPod} sees to it.
     * If one of that name is there, that one is returned unchanged.
     */
    PodInfo createPod(PodSpec spec) throws PodmanException;

    /**
     * Starts the pod's own (infra) container: its network is up when this returns, and the answer has its addresses.
     * Does nothing to a pod whose infra container runs. Containers of the pod are started one by one.
     */
    PodInfo startPod(String pod) throws PodmanException;

    /**
     * Takes down the pod's network: its address and its ports of the machine are free again. For a pod whose containers
     * have ended; they stay. A pod that is not there, or has no network, is no error.
     */
    void stopPod(String pod) throws PodmanException;

    /** The pod of that name or id. Not there: a {@link PodmanException} that {@link PodmanException#isNotFound()}. */
    PodInfo inspectPod(String pod) throws PodmanException;

    /** All pods that carry all these labels. */
    List<PodInfo> listPods(Map<String, String> labels) throws PodmanException;

    /** Kills what runs in the pod and removes it with all its containers. A pod that is not there is no error. */
    void removePod(String pod) throws PodmanException;

    /**
     * Makes a container, not yet started, and returns its id. If one of that name is there, its id is returned and it
     * is left unchanged.
     */
    String createContainer(ContainerSpec spec) throws PodmanException;

    /**
     * Starts a created container. Does nothing to a running one. A command that cannot be run is refused with the
     * runtime's message ({@link PodmanException#getMessage()}), and the container stays created.
     */
    void start(String container) throws PodmanException;

    /**
     * Gives a running container other bounds and weights; where they are 0 it keeps what it has, and always its number
     * of processes and its score. A memory bound below what it uses is refused.
     */
    void update(String container, ContainerSpec.Resources resources) throws PodmanException;

    /**
     * Sends the image's stop signal (SIGTERM by default) and, when the grace (whole seconds, rounded up) is over,
     * SIGKILL; returns when the container ended. One that does not run or is not there is no error.
     */
    void stop(String container, Duration grace) throws PodmanException;

    /** Sends a signal ("TERM", "KILL", "HUP", ...). A container that does not run or is not there is no error. */
    void kill(String container, String signal) throws PodmanException;

    /** Kills and removes a container. One that is not there is no error. */
    void removeContainer(String container) throws PodmanException;

    /** A container by name or id. Not there: a {@link PodmanException} that {@link PodmanException#isNotFound()}. */
    ContainerInfo inspect(String container) throws PodmanException;

    /** All containers, in any state, that carry all these labels; infra containers carry none. */
    List<ContainerInfo> listContainers(Map<String, String> labels) throws PodmanException;

    /** How much a container wrote into its own file system, volumes aside, in bytes. Podman counts it then: seldom. */
    long writtenBytes(String container) throws PodmanException;

    /** Blocks until a container has ended and returns how; at once if it has. Interruption ends the wait. */
    ContainerState.Exited await(String container) throws PodmanException, InterruptedException;

    /**
     * Tells a listener about starts and ends as they happen, on a thread of the client's own, in order, one at a time.
     * After each connection to Podman, the first one too, {@link PodmanEvent.Resync} comes before anything else: what
     * happened before is to be read with {@link #listContainers}. A listener that blocks delays only the events.
     */
    Subscription subscribe(Consumer<PodmanEvent> listener);

    /** Opens a command in a running container. See {@link ExecSession}. */
    ExecSession exec(String container, ExecSpec spec) throws PodmanException;

    /** Joins the main process of a running container: {@link ExecSession#await()} gives the container's exit code. */
    ExecSession attach(String container, AttachSpec spec) throws PodmanException;

    /** A running delivery of events. */
    interface Subscription extends AutoCloseable {
        /** Ends the delivery; idempotent. No call of the listener begins after this returned. */
        @Override
        void close();
    }
}
