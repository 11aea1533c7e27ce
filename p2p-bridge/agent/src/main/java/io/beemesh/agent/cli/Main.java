package io.beemesh.agent.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program of an edge host. Exit codes: 0 done, 1 failed, 2 not understood, 3 not in time, 4 denied. */
@Command(
        name = "beemesh-agent",
        description = "Makes this machine a host of a BeeMesh mesh: pods of a Kubernetes cluster run here, in Podman.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            JoinCommand.class,
            RunCommand.class,
            StatusCommand.class,
            LeaveCommand.class,
            VersionCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  beemesh-agent join --token bm1.ci.c2VjcmV0 /dns4/mesh.example.org/tcp/4001/p2p/12D3KooW...",
            "  beemesh-agent status -o json",
            "",
            "BEEMESH_HOME is the folder of the agent (default: /var/lib/beemesh, or ~/.local/share/beemesh).",
            "BEEMESH_LOG is the least level that is logged (default: INFO)."
        })
public final class Main implements Callable<Integer> {
    private static final int HELP_WIDTH = 100;

    /** For picocli. */
    public Main() {}

    /** Runs one command. */
    public static void main(String[] args) {
        System.exit(line().execute(args));
    }

    /** The command line, with how failures are told. */
    static CommandLine line() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, parsed) -> told(failure, command))
                .setUsageHelpWidth(HELP_WIDTH);
    }

    private static int told(Exception failure, CommandLine command) throws Exception {
        PrintWriter err = root(command).getErr();
        return switch (failure) {
            case CliFailure explained -> {
                err.println(explained.lines());
                yield explained.code();
            }
            case IOException io -> {
                err.println("error: the host's files or Podman could not be used\n  why: " + io.getMessage()
                        + "\n   do: look at BEEMESH_HOME, its owner and its free space, and at `podman info`");
                yield CliFailure.FAILURE;
            }
            case Exception bug -> throw bug;
        };
    }

    private static CommandLine root(CommandLine command) {
        CommandLine parent = command.getParent();
        return parent == null ? command : root(parent);
    }

    @Override
    public Integer call() {
        new CommandLine(this).usage(System.out);
        return CliFailure.USAGE;
    }
}
