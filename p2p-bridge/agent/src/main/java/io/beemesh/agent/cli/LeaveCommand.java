package io.beemesh.agent.cli;

import io.beemesh.agent.home.Home;
import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.membership.Affiliations;
import io.beemesh.agent.membership.KnownCluster;
import io.beemesh.agent.network.PodNetworks;
import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.libpod.Libpod;
import io.beemesh.agent.podman.libpod.LibpodPodman;
import io.beemesh.agent.podman.runc.Runc;
import io.beemesh.agent.podman.service.PodmanService;
import io.beemesh.agent.state.WorkPlane;
import io.beemesh.agent.system.FileTree;
import io.beemesh.agent.volumes.HostVolumes;
import java.io.Console;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes this machine out of a cluster, of a mesh, or of all. */
@Command(
        name = "leave",
        description = {
            "Removes this host's pods of one cluster or of one mesh, and forgets that it is a host there.",
            "Without --cluster and --mesh: all of its pods, its memberships and its key."
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  beemesh-agent leave --yes", "  beemesh-agent leave --cluster 5f0c9a1e"})
final class LeaveCommand implements Callable<Integer> {
    private static final Duration PODS_MAX = Duration.ofMinutes(2);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Option(
            names = "--cluster",
            paramLabel = "ID",
            description = "one cluster: its id or the beginning of it, or an address that it was joined by")
    private String cluster = "";

    @Option(names = "--mesh", paramLabel = "NAME", description = "all clusters of one mesh")
    private String mesh = "";

    @Override
    public Integer call() throws Exception {
        Home home = Home.open();
        Home.Membership membership = home.membership()
                .orElseThrow(() -> CliFailure.code(CliFailure.FAILURE, "this host is in no mesh")
                        .because(home.membershipFile() + " is not there")
                        .advise("nothing is to be done"));
        Predicate<Affiliations.Place> which = which(membership.affiliations());
        List<Affiliations.Place> left =
                membership.affiliations().places().stream().filter(which).toList();
        String what = left.stream().map(LeaveCommand::title).collect(Collectors.joining(", "));
        if (!yes && !confirmed(what)) {
            throw CliFailure.code(CliFailure.FAILURE, "this host stays in " + what)
                    .because("nobody confirmed that its pods are to be removed")
                    .advise("say yes, or give --yes");
        }
        boolean all = left.size() == membership.affiliations().places().size();
        if (!all && home.isRunning()) {
            home.change(kept -> kept.leave(which));
            awaitLeft(home);
            say("left " + what + "; the agent that runs here removed the pods");
            return 0;
        }
        return RunCommand.alone(home, () -> {
            int removed = all ? leaveAll(home, membership) : leaveSome(home, which);
            say("left " + what + ", removed " + removed + " pods");
            return 0;
        });
    }

    private void say(String sentence) {
        spec.commandLine().getOut().println(sentence);
    }

    private static String title(Affiliations.Place place) {
        return "cluster " + place.cluster().title() + " of mesh "
                + place.affiliation().trust().mesh();
    }

    /** What is to be left, by the options; no more than one cluster by its name. */
    private Predicate<Affiliations.Place> which(Affiliations known) throws CliFailure {
        Predicate<Affiliations.Place> which =
                place -> (mesh.isEmpty() || place.affiliation().trust().mesh().equals(mesh))
                        && (cluster.isEmpty() || isNamed(place.cluster()));
        long count = known.places().stream().filter(which).count();
        if (count == 0 || (count > 1 && !cluster.isEmpty())) {
            throw CliFailure.code(
                            CliFailure.USAGE,
                            count == 0 ? "this host serves no such cluster" : count + " clusters are named so")
                    .because("it serves "
                            + known.places().stream().map(LeaveCommand::title).collect(Collectors.joining(", ")))
                    .advise("name one of them, such as beemesh-agent leave --cluster "
                            + known.places().getFirst().cluster().id());
        }
        return which;
    }

    private boolean isNamed(KnownCluster known) {
        return (!known.id().isEmpty() && known.id().startsWith(cluster))
                || known.providers().stream()
                        .flatMap(provider -> provider.addresses().stream())
                        .anyMatch(address -> address.toString().equals(cluster));
    }

    private static boolean confirmed(String what) {
        Optional<Console> console = Optional.ofNullable(System.console());
        return console.map(c -> c.readLine("Remove all pods that this host runs for %s? [y/N] ", what))
                .filter(answer -> answer.strip().equalsIgnoreCase("y"))
                .isPresent();
    }

    /** The agent stops the pods, each with its own grace. */
    private static void awaitLeft(Home home) throws IOException, InterruptedException, CliFailure {
        long begun = System.nanoTime();
        while (home.membership().filter(kept -> !kept.leaving().isEmpty()).isPresent()) {
            if (System.nanoTime() - begun > PODS_MAX.toNanos()) {
                throw CliFailure.code(CliFailure.NOT_IN_TIME, "the pods are not all gone yet")
                        .because("the agent that runs here stops them, each with its own grace period")
                        .advise("nothing: the cluster is left, and the agent goes on; see beemesh-agent status");
            }
            new CountDownLatch(1).await(LOOK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static int leaveSome(Home home, Predicate<Affiliations.Place> which)
            throws IOException, InterruptedException {
        Home.Membership kept = home.change(before -> before.leave(which));
        int removed = removePods(home, kept, key -> kept.leaving().contains(key.cluster()));
        home.change(before -> before.left(kept.leaving()));
        return removed;
    }

    private static int leaveAll(Home home, Home.Membership membership) throws IOException, InterruptedException {
        int removed = removePods(home, membership, key -> true);
        FileTree.delete(home.file(WorkPlane.FOLDER));
        home.forget();
        return removed;
    }

    private static int removePods(Home home, Home.Membership membership, Predicate<PodKey> which)
            throws IOException, InterruptedException {
        Clock clock = Clock.systemUTC();
        Journal journal = Journal.open(home.file("journal"), home.identity().seed());
        HostVolumes volumes = HostVolumes.open(home.folder(), System.getenv("XDG_RUNTIME_DIR"), clock);
        Set<PodKey> keys = new HashSet<>(volumes.present());
        journal.load().forEach(found -> keys.add(found.entry().key()));
        try (PodmanService service = PodmanService.open(Agent.podmanOptions(home, membership.settings()));
                PodNetworks networks = Agent.networks(home)) {
            LibpodPodman podman = new LibpodPodman(new Libpod(service.http()), clock, networks, Runc.absent());
            for (PodInfo pod : podman.listPods(Map.of())) {
                PodKey.of(pod.labels()).ifPresent(keys::add);
            }
            boolean all = keys.stream().allMatch(which);
            keys.removeIf(which.negate());
            for (PodKey key : keys) {
                podman.removePod(key.podName());
                volumes.remove(key);
                journal.forget(key);
            }
            if (all) {
                networks.dismantle();
                volumes.dismantle();
            }
        }
        return keys.size();
    }
}
