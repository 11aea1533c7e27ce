package io.beemesh.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints the version. */
@Command(
        name = "version",
        description = "Prints the version.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  beemesh-agent version", "  beemesh-agent version -o json"})
final class VersionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "-o", paramLabel = "FORMAT", description = "text or json (default: text)")
    private String format = "text";

    @Override
    public Integer call() {
        spec.commandLine()
                .getOut()
                .println(
                        format.equals("json")
                                ? "{\"version\":\"" + Version.text() + "\",\"java\":\"" + Runtime.version() + "\"}"
                                : "beemesh-agent " + Version.text());
        return 0;
    }
}
