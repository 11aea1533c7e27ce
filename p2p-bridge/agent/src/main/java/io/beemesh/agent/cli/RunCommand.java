package io.beemesh.agent.cli;

import io.beemesh.agent.home.Home;
import java.nio.channels.FileChannel;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** Runs the host. */
@Command(
        name = "run",
        description = "Runs the host until it is told to end; pods run on without it.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  beemesh-agent run",
            "  BEEMESH_HOME=/srv/beemesh java -XX:+UseSerialGC -Xmx48m -jar beemesh-agent.jar run"
        })
final class RunCommand implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Home home = Home.open();
        return alone(home, () -> {
            Home.Membership membership = home.membership()
                    .orElseThrow(() -> CliFailure.code(CliFailure.FAILURE, "this host is in no mesh")
                            .because(home.membershipFile() + " is not there")
                            .advise("join one: beemesh-agent join --token TOKEN ADDRESS"));
            return Agent.run(home, membership);
        });
    }

    /** Does something while no other agent can be in the home. */
    static int alone(Home home, Callable<Integer> work) throws Exception {
        FileChannel lock = home.lock()
                .orElseThrow(() -> CliFailure.code(CliFailure.FAILURE, "an agent runs in " + home.folder())
                        .because(home.file("lock") + " is held by another process")
                        .advise("stop that one first, or set BEEMESH_HOME to another folder"));
        try {
            return work.call();
        } finally {
            lock.close();
        }
    }
}
