package io.beemesh.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows what the running agent does. */
@Command(
        name = "status",
        description = "Shows whether the host is attached, and its pods.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  beemesh-agent status", "  beemesh-agent status -o json | jq .attached"})
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "-o", paramLabel = "FORMAT", description = "table or json (default: table)")
    private String format = "table";

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        String json = ask(Home.open());
        if (format.equals("json")) {
            out.println(json);
            return 0;
        }
        print(new ObjectMapper().readTree(json), out);
        return 0;
    }

    private static String ask(Home home) throws CliFailure {
        try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(home.file(StatusSocket.NAME)))) {
            return new String(Channels.newInputStream(socket).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw CliFailure.code(CliFailure.FAILURE, "no agent runs in " + home.folder())
                    .because(String.valueOf(e.getMessage()))
                    .advise("start it with `beemesh-agent run`, or join first");
        }
    }

    private static void print(JsonNode status, PrintWriter out) {
        out.println("HOST      " + status.path("name").asText() + "  ("
                + status.path("peer").asText() + ")");
        out.println("MESH      " + status.path("mesh").asText());
        String cluster = status.path("attached").asBoolean()
                ? "yes, as node " + status.path("node").asText() + " since "
                        + status.path("since").asText()
                : "no: " + status.path("reason").asText();
        out.println("ATTACHED  " + cluster);
        out.printf("%n%-24s %-40s %-10s %s%n", "NAMESPACE", "POD", "PHASE", "UID");
        for (JsonNode pod : status.path("pods")) {
            out.printf(
                    "%-24s %-40s %-10s %s%n",
                    pod.path("namespace").asText(),
                    pod.path("name").asText(),
                    pod.path("phase").asText(),
                    pod.path("uid").asText());
        }
    }
}
