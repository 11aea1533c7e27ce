package io.beemesh.e2e.rig;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One edge host of the rig.
 *
 * @param rig what it belongs to
 * @param number its number, from 1 on
 */
public record EdgeHost(Rig rig, int number) {
    /** Its hostname. */
    public String name() {
        return "edge" + number;
    }

    /** Takes it off the network. */
    public void cut() {
        rig.edge("cut", text());
    }

    /** Puts it back on the network. */
    public void heal() {
        rig.edge("heal", text());
    }

    /** Ends its agent as a crash would. */
    public void killAgent() {
        rig.edge("kill", text(), "agent");
    }

    /** Ends its Podman service as a crash would; containers go on. */
    public void killPodman() {
        rig.edge("kill", text(), "podman");
    }

    /** Starts its agent again. */
    public void startAgent() {
        rig.edge("start", text());
    }

    /** The ids of the containers that run on it, without those that only hold a pod's namespaces. */
    public Set<String> runningContainers() {
        return running("--all=false");
    }

    private Set<String> running(String which) {
        String answer = exec("podman", "ps", "--no-trunc", which, "--format={{.ID}} {{.IsInfra}}");
        return answer.lines()
                .map(line -> line.split(" "))
                .filter(fields -> !Boolean.parseBoolean(fields[1]))
                .map(fields -> fields[0])
                .collect(Collectors.toSet());
    }

    /** The ids of the containers of a pod that run on it, without the one that only holds the pod's namespaces. */
    public Set<String> runningContainers(String podUid) {
        return running("--filter=label=io.beemesh.uid=" + podUid);
    }

    /** Runs a command in it and returns what it printed. */
    public String exec(String... words) {
        return rig.edge(
                Stream.concat(Stream.of("exec", text()), Stream.of(words)).toArray(String[]::new));
    }

    /** Runs a command of the agent in it, beside the one that runs, and returns what it printed. */
    public String agent(String... words) {
        return rig.edge(
                Stream.concat(Stream.of("agent", text()), Stream.of(words)).toArray(String[]::new));
    }

    /** The last lines of its agent's log. */
    public List<String> log(int lines) {
        return rig.log(name() + "-agent", lines);
    }

    private String text() {
        return Integer.toString(number);
    }
}
