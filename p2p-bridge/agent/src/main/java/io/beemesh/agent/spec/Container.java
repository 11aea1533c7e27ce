package io.beemesh.agent.spec;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One container of a pod. Immutable.
 *
 * @param path where it stands in the pod, such as {@code spec.containers{web}}: what events name
 * @param sidecar an init container that is restarted for as long as the pod lives
 * @param restart when it is started again, instead of what the pod says
 * @param command empty for the image's entry point; not expanded
 * @param args empty for the image's arguments, if the command is empty too; not expanded
 * @param workingDir empty for the image's
 * @param restartingResources cpu or memory: those whose change in place starts it anew
 * @param target of an ephemeral container: whose processes it sees; empty for its own alone
 */
public record Container(
        String path,
        String name,
        String image,
        PullPolicy pullPolicy,
        boolean sidecar,
        Restart restart,
        List<String> command,
        List<String> args,
        String workingDir,
        List<Port> ports,
        List<EnvFrom> envFrom,
        List<EnvVar> env,
        Resources resources,
        Set<String> restartingResources,
        List<Mount> mounts,
        Probes probes,
        Hooks hooks,
        TerminationMessage terminationMessage,
        Security.OfContainer security,
        Terminal terminal,
        String target) {

    /** Copies the lists. */
    public Container {
        command = List.copyOf(command);
        args = List.copyOf(args);
        ports = List.copyOf(ports);
        envFrom = List.copyOf(envFrom);
        env = List.copyOf(env);
        restartingResources = Set.copyOf(restartingResources);
        mounts = List.copyOf(mounts);
    }

    /** A copy with other requests and limits. */
    public Container withResources(Resources other) {
        return new Container(
                path,
                name,
                image,
                pullPolicy,
                sidecar,
                restart,
                command,
                args,
                workingDir,
                ports,
                envFrom,
                env,
                other,
                restartingResources,
                mounts,
                probes,
                hooks,
                terminationMessage,
                security,
                terminal,
                target);
    }

    /** Whether it is an init container that must end before the next one starts. */
    public boolean runsOnce() {
        return path.startsWith("spec.initContainers") && !sidecar;
    }

    /** Whether it was added to look at a pod that runs: it is never restarted, and the pod does not mind its end. */
    public boolean isEphemeral() {
        return path.startsWith("spec.ephemeralContainers");
    }

    /**
     * Whether it is started again after it ended so; an ephemeral one never is.
     *
     * <p><i>Source:</i> pkg/api/v1/pod, ContainerShouldRestart.
     */
    public boolean restartsAfter(int exitCode, Pod.RestartPolicy ofPod) {
        if (isEphemeral()) {
            return false;
        }
        if (restart.policy().isPresent() && restart.rule(exitCode).isPresent()) {
            return true;
        }
        return switch (restart.policy().orElse(ofPod)) {
            case ALWAYS -> !runsOnce() || exitCode != 0;
            case ON_FAILURE -> exitCode != 0;
            case NEVER -> false;
        };
    }

    /** Whether all containers of the pod are started anew after it ended so. */
    public boolean renewsAllAfter(int exitCode) {
        return restart.rule(exitCode).filter(Rule::all).isPresent();
    }

    /**
     * When an ended container is started again. The first rule that matches its exit code decides, then the policy,
     * then the pod's.
     *
     * @param policy empty for the pod's
     */
    public record Restart(Optional<Pod.RestartPolicy> policy, List<Rule> rules) {
        /** Copies the list. */
        public Restart {
            rules = List.copyOf(rules);
        }

        /** What the first rule for this exit code says, if there is one. */
        public Optional<Rule> rule(int exitCode) {
            return rules.stream().filter(rule -> rule.matches(exitCode)).findFirst();
        }
    }

    /**
     * One rule for the end of a container.
     *
     * @param all whether all containers of the pod are started anew with it
     * @param negated whether it is for all other exit codes
     */
    public record Rule(boolean all, boolean negated, Set<Integer> exitCodes) {
        /** Copies the set. */
        public Rule {
            exitCodes = Set.copyOf(exitCodes);
        }

        boolean matches(int exitCode) {
            return exitCodes.contains(exitCode) != negated;
        }
    }

    /** When the image is pulled. */
    public enum PullPolicy {
        ALWAYS,
        IF_NOT_PRESENT,
        NEVER
    }

    /**
     * A port that the container names.
     *
     * @param hostPort 0 for none
     * @param protocol TCP, UDP or SCTP
     */
    public record Port(String name, int containerPort, int hostPort, String protocol, String hostIp) {}

    /**
     * Where a volume is seen.
     *
     * @param subPath in the volume, not expanded; empty for its root
     * @param subPathExpr like it, but with references to the environment; empty for none
     */
    public record Mount(
            String volume,
            String mountPath,
            boolean readOnly,
            String subPath,
            String subPathExpr,
            String propagation) {}

    /**
     * All keys of an object as variables.
     *
     * @param prefix put before each key
     * @param secret whether the object is a Secret, else a ConfigMap
     */
    public record EnvFrom(String prefix, boolean secret, String object, boolean optional) {}

    /** The three probes, each optional. */
    public record Probes(Optional<Probe> startup, Optional<Probe> liveness, Optional<Probe> readiness) {}

    /**
     * What runs right after the start and right before the stop.
     *
     * @param stopSignal such as SIGUSR1; empty for the image's, or SIGTERM
     */
    public record Hooks(Optional<Probe.Action> postStart, Optional<Probe.Action> preStop, String stopSignal) {}

    /** Where the container leaves its last words, and whether its log stands in for them after an error. */
    public record TerminationMessage(String path, boolean fallbackToLogs) {}

    /** What the container has of a terminal. */
    public record Terminal(boolean stdin, boolean stdinOnce, boolean tty) {}
}
