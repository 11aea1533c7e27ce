package io.beemesh.agent.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Prints the version. */
@Command(
        name = "version",
        description = "Prints the version.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  beemesh-agent version", "  beemesh-agent version -o json"})
final class VersionCommand implements Callable<Integer> {
    @Option(names = "-o", paramLabel = "FORMAT", description = "text or json (default: text)")
    private String format = "text";

    @Override
    public Integer call() {
        System.out.println(
                format.equals("json")
                        ? "{\"version\":\"" + Version.text() + "\",\"java\":\"" + Runtime.version() + "\"}"
                        : "beemesh-agent " + Version.text());
        return 0;
    }
}
