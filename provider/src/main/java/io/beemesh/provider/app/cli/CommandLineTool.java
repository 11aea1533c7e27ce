package io.beemesh.provider.app.cli;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands of the jar. Exit codes: 0 ok, 1 failure, 2 usage. */
@Command(
        name = "beemesh-provider",
        description = {
            "Registers a mesh of edge hosts as a node of a Kubernetes cluster.",
            "Without a command it does just that, until it is told to stop."
        },
        mixinStandardHelpOptions = true,
        subcommands = {
            TokenCommand.class,
            StateCommand.class,
            CheckCommand.class,
            CleanupCommand.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "Examples:",
            "  KUBECONFIG=~/.kube/config java -jar beemesh-provider.jar",
            "  java -jar beemesh-provider.jar token create --uses 3 --ttl 1d"
        })
public final class CommandLineTool {
    private CommandLineTool() {}

    /** Runs one command and answers its exit code. */
    public static int run(String version, String... args) {
        CommandLine line = new CommandLine(new CommandLineTool());
        line.getCommandSpec().version(version);
        line.setExecutionExceptionHandler(CommandLineTool::explain);
        return line.execute(args);
    }

    private static int explain(Exception failure, CommandLine line, CommandLine.ParseResult result) throws Exception {
        if (failure instanceof IOException || failure instanceof IllegalArgumentException) {
            line.getErr().println("error: " + failure.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw failure;
    }
}
