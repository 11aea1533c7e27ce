package io.beemesh.agent.cli;

import io.beemesh.agent.journal.Journal;
import io.beemesh.agent.network.PodNetworks;
import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.libpod.Libpod;
import io.beemesh.agent.podman.libpod.LibpodPodman;
import io.beemesh.agent.podman.service.PodmanService;
import io.beemesh.agent.volumes.HostVolumes;
import java.io.Console;
import java.io.IOException;
import java.time.Clock;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Takes this machine out of its mesh. */
@Command(
        name = "leave",
        description = "Removes this host's pods, and forgets its membership and its key.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  beemesh-agent leave", "  beemesh-agent leave --yes"})
final class LeaveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--yes", description = "do not ask")
    private boolean yes;

    @Override
    public Integer call() throws Exception {
        Home home = Home.open();
        return RunCommand.alone(home, () -> {
            Home.Membership membership = home.membership()
                    .orElseThrow(() -> CliFailure.code(CliFailure.FAILURE, "this host is in no mesh")
                            .because(home.file("membership.json") + " is not there")
                            .advise("nothing is to be done"));
            String mesh = membership.affiliation().trust().mesh();
            if (!yes && !confirmed(mesh)) {
                throw CliFailure.code(CliFailure.FAILURE, "this host stays in mesh " + mesh)
                        .because("nobody confirmed that its pods are to be removed")
                        .advise("say yes, or give --yes");
            }
            int removed = removePods(home, membership);
            home.forget();
            spec.commandLine().getOut().println("left mesh " + mesh + ", removed " + removed + " pods");
            return 0;
        });
    }

    private static boolean confirmed(String mesh) {
        Optional<Console> console = Optional.ofNullable(System.console());
        return console.map(c -> c.readLine("Remove all pods of this host and leave mesh %s? [y/N] ", mesh))
                .filter(answer -> answer.strip().equalsIgnoreCase("y"))
                .isPresent();
    }

    private static int removePods(Home home, Home.Membership membership) throws IOException, InterruptedException {
        Clock clock = Clock.systemUTC();
        Journal journal = Journal.open(home.file("journal"), home.identity().seed());
        HostVolumes volumes = HostVolumes.open(home.folder(), System.getenv("XDG_RUNTIME_DIR"), clock);
        Set<PodKey> keys = new HashSet<>(volumes.present());
        journal.load().forEach(found -> keys.add(found.entry().key()));
        try (PodmanService service = PodmanService.open(Agent.podmanOptions(home, membership.settings()));
                PodNetworks networks = Agent.networks(home)) {
            LibpodPodman podman = new LibpodPodman(new Libpod(service.http()), clock, networks);
            for (PodInfo pod : podman.listPods(Map.of())) {
                PodKey.of(pod.labels()).ifPresent(keys::add);
            }
            for (PodKey key : keys) {
                podman.removePod(key.podName());
                volumes.remove(key);
                journal.forget(key);
            }
            networks.dismantle();
            volumes.dismantle();
        }
        return keys.size();
    }
}
