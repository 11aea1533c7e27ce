package io.beemesh.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A control plane, the provider and edge hosts, started when they are first asked for. One is shared by all tests of a
 * JVM; a test leaves it as it found it: what it ended it starts again, what it cut it heals.
 */
public final class Rig implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(30);
    /**
     * Hosts are given up sooner than in the world, so that tests of it are short; but not before a host that dials on
     * every 36 s at most has found a provider that was started again.
     */
    private static final List<String> PROVIDER_KEYS =
            List.of("--set", "mesh.beat-every=2s", "--set", "mesh.lost-after=20s", "--set", "mesh.lost-grace=20s");

    private final Path commands;
    private final Path state;
    private final AtomicBoolean closed = new AtomicBoolean();
    private @Nullable Path kubectl;
    private boolean providerStarted;
    private boolean realNodeStarted;
    private boolean dialable;
    private List<String> store = List.of();
    private int hosts;

    /** A rig in a new folder. Nothing runs yet. */
    Rig() {
        commands = checkout().resolve("e2e/rig");
        try {
            state = Files.createTempDirectory("beemesh-e2e");
        } catch (IOException e) {
            throw new UncheckedIOException("no folder for the rig", e);
        }
    }

    /** A rig that no other test shares, for one who closes it: nothing runs in it yet. */
    public static Rig alone() {
        return new Rig();
    }

    /** The same, whose hosts can dial each other, and so need no provider to. */
    public static Rig ofDialableHosts() {
        Rig rig = new Rig();
        rig.dialable = true;
        return rig;
    }

    /**
     * The same, whose API server keeps what it knows in a store that speaks etcd's API.
     *
     * @param endpoints host and port of its members
     */
    public static Rig onStore(List<String> endpoints) {
        Rig rig = new Rig();
        rig.store = endpoints;
        return rig;
    }

    /** The top folder of the checkout. */
    public static Path checkout() {
        return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
                .takeWhile(folder -> folder != null)
                .filter(folder -> Files.exists(folder.resolve("e2e/rig/control-plane")))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "not in a checkout: " + Path.of("").toAbsolutePath()));
    }

    /** The cluster, seen from a namespace; starts the control plane if it does not run. */
    public Kubectl kubectl(String namespace) {
        if (kubectl == null) {
            List<String> words = new ArrayList<>(List.of("up", "--advertise", "bridge"));
            if (!store.isEmpty()) {
                words.addAll(List.of("--etcd", "http://" + String.join(",http://", store)));
            }
            run("control-plane", words.toArray(String[]::new));
            kubectl = Path.of(find("kubectl"));
        }
        return new Kubectl(kubectl, state.resolve("admin.kubeconfig"), namespace);
    }

    /** The same cluster by an API server that reaches nodes through their tunnels alone, as that of a k3s does. */
    public Kubectl tunnelled(Kubectl direct) {
        run("k3s", "up");
        return new Kubectl(direct.program(), state.resolve("k3s.kubeconfig"), direct.namespace());
    }

    /** Starts the provider if it was not started; no host is attached to it. */
    public void provider() {
        kubectl("default");
        if (!providerStarted) {
            run(
                    "provider",
                    Stream.concat(Stream.of("up"), PROVIDER_KEYS.stream()).toArray(String[]::new));
            providerStarted = true;
        }
    }

    /** Starts a node with a real kubelet if there is none; its address, where node ports are reached. */
    public String realNode() {
        kubectl("default");
        if (!realNodeStarted) {
            run("images", "up", "basic");
            run("node", "up");
            realNodeStarted = true;
        }
        return run("node", "address").strip();
    }

    /** Runs a verb of the quickstart, in this rig's folder and for its cluster; what it said, progress last. */
    public String quickstart(String... words) {
        String script = checkout().resolve("deploy/quickstart").toString();
        Command command = new Command(
                Stream.concat(Stream.of(script), Stream.of(words)).toList(),
                Map.of("BEEMESH_STATE", state.toString(), "KUBECONFIG", ""));
        Command.Outcome outcome = command.attempt(LIMIT);
        if (!outcome.succeeded()) {
            throw new AssertionError(command + "\n" + outcome.output() + outcome.errors());
        }
        return outcome.output() + outcome.errors();
    }

    /** Starts a metrics-server if there is none. */
    public void metricsServer() {
        kubectl("default");
        run("metrics-server", "up");
    }

    /** The folder of all that belongs to it. */
    public Path state() {
        return state;
    }

    /** The way into the cluster for programs other than kubectl. */
    public Path kubeconfig() {
        return state.resolve("admin.kubeconfig");
    }

    /** What one more host joins with: a token, and the addresses that it is good at. */
    public List<String> invitation() {
        return List.of(run("provider", "token").strip().split(" "));
    }

    /** Serves the image that the examples of stateful workloads run as well. */
    public void stateImages() {
        run("images", "up", "state");
    }

    /** Edge hosts 1 to count, attached to the provider; starts what does not run. */
    public List<EdgeHost> hosts(int count) {
        Kubectl cluster = kubectl("default");
        provider();
        if (count > hosts) {
            run("images", "up", "basic");
            run("edge", "up", Integer.toString(count));
            IntStream.rangeClosed(hosts + 1, count).forEach(this::join);
            hosts = count;
        }
        List<EdgeHost> all = IntStream.rangeClosed(1, hosts)
                .mapToObj(number -> new EdgeHost(this, number))
                .toList();
        awaitReady(cluster, all.size());
        return all.subList(0, count);
    }

    private void join(int host) {
        List<String> words = new ArrayList<>(List.of("join", Integer.toString(host)));
        words.addAll(invitation());
        if (dialable) {
            words.add("--listen");
        }
        run("edge", words.toArray(String[]::new));
    }

    private static void awaitReady(Kubectl cluster, int count) {
        Eventually.within(Duration.ofSeconds(60), () -> {
            List<String> ready =
                    cluster.query("edgehosts", "{.items[*].status.conditions[?(@.type==\"Ready\")].status}");
            if (ready.stream().filter("True"::equals).count() < count) {
                throw new AssertionError("of " + count + " hosts these are Ready: " + ready);
            }
        });
        cluster.awaitCondition("node/beemesh", "Ready");
    }

    /**
     * Starts one of two providers of the same node.
     *
     * @param replica 0 or 1
     * @param kubeconfig its way to the API server
     */
    public void replica(int replica, Path kubeconfig) {
        List<String> words = new ArrayList<>(List.of("up", "--kubeconfig", kubeconfig.toString()));
        words.addAll(List.of("--replica", Integer.toString(replica)));
        words.addAll(PROVIDER_KEYS);
        run("provider", words.toArray(String[]::new));
        providerStarted = true;
    }

    /**
     * Does something to one of two providers.
     *
     * @param verb kill, start, freeze or thaw; cut keeps from it what hosts send, heal does so no longer
     * @param replica 0 or 1
     */
    public void replica(String verb, int replica) {
        run("provider", verb, "--replica", Integer.toString(replica));
    }

    /** Runs one of the provider's commands beside it, with some input, and tells how that went. */
    public Command.Outcome providerCommand(String input, String... words) {
        return command(
                        "provider",
                        Stream.concat(Stream.of("command", "--"), Stream.of(words))
                                .toArray(String[]::new))
                .attempt(LIMIT, input);
    }

    /** The last lines of the log of one of two providers. */
    public List<String> replicaLog(int replica, int lines) {
        return log(replica == 0 ? "provider" : "provider-" + replica, lines);
    }

    /** What the API server wrote down of providers' requests, a line of JSON each; the oldest first. */
    public List<String> audit() {
        try {
            return Files.readAllLines(state.resolve("logs/kube-apiserver-audit.log"));
        } catch (IOException e) {
            throw new UncheckedIOException("no audit log", e);
        }
    }

    /** Ends the provider as a crash would. */
    public void killProvider() {
        run("provider", "kill");
    }

    /** Starts the provider again, and returns when it is ready. */
    public void startProvider() {
        run("provider", Stream.concat(Stream.of("up"), PROVIDER_KEYS.stream()).toArray(String[]::new));
    }

    /** Ends a part of the control plane as a crash would, for example {@code kube-apiserver}, and starts it again. */
    public void crash(String part) {
        kill(part);
        run("control-plane", "up");
    }

    /** Ends a part of the control plane as a crash would. */
    public void kill(String part) {
        run("control-plane", "kill", part);
    }

    /** Starts again what was ended of the control plane. */
    public void startControlPlane() {
        run("control-plane", "up");
    }

    String edge(String... words) {
        return run("edge", words);
    }

    /** The last lines of a process' log, none if it has no log. */
    List<String> log(String process, int lines) {
        Path log = state.resolve("logs").resolve(process + ".log");
        try {
            List<String> all = Files.exists(log) ? Files.readAllLines(log) : List.of();
            return all.subList(Math.max(0, all.size() - lines), all.size());
        } catch (IOException e) {
            return List.of("cannot read " + log + ": " + e.getMessage());
        }
    }

    /** What one wants to see when a test has failed: objects, events and the ends of the logs. */
    String report(Kubectl namespace) {
        var text = new StringBuilder("--- the rig, when the test failed ---\n");
        for (String what : List.of("nodes,edgehosts,pods --output=wide", "events --sort-by=.lastTimestamp")) {
            Command.Outcome answer = namespace.attempt(("get " + what).split(" "));
            text.append(answer.output()).append(answer.errors()).append('\n');
        }
        append(text, "provider");
        IntStream.rangeClosed(1, hosts).forEach(host -> append(text, "edge" + host + "-agent"));
        return text.toString();
    }

    private void append(StringBuilder text, String process) {
        text.append("--- last lines of ").append(process).append(" ---\n");
        log(process, 25).forEach(line -> text.append(line).append('\n'));
    }

    private String run(String name, String... words) {
        return command(name, words).run(LIMIT);
    }

    private Command command(String name, String... words) {
        return new Command(
                Stream.concat(Stream.of(commands.resolve(name).toString()), Stream.of(words))
                        .toList(),
                Map.of("BEEMESH_RIG", state.toString()));
    }

    private String find(String program) {
        String script = "eval \"$(%s env)\" && command -v %s".formatted(commands.resolve("control-plane"), program);
        return new Command(List.of("bash", "-c", script), Map.of("BEEMESH_RIG", state.toString()))
                .run(LIMIT)
                .strip();
    }

    /** Ends and removes all of it. A second call does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            for (String name :
                    List.of("metrics-server", "edge", "provider", "node", "images", "k3s", "control-plane")) {
                Command.Outcome outcome = command(name, "down").attempt(LIMIT);
                if (!outcome.succeeded()) {
                    System.err.println(name + " down: " + outcome.errors());
                }
            }
        }
    }
}
