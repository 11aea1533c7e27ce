package io.beemesh.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.agent.home.Home;
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
        description = "Shows the host's clusters, whether their providers are attached, and its pods.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  beemesh-agent status", "  beemesh-agent status -o json | jq .attached"})
final class StatusCommand implements Callable<Integer> {
    private static final String CLUSTER = "%-38s %-16s %-20s %s%n";
    private static final String POD = "%-10s %-24s %-40s %-10s %s%n";
    private static final int SHORT_ID = 8;

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
        out.println("ATTACHED  "
                + (status.path("attached").asBoolean()
                        ? "yes"
                        : "no: " + status.path("reason").asText()));
        out.println();
        out.printf(CLUSTER, "CLUSTER", "MESH", "NODE THERE", "THIS HOST THERE");
        status.path("clusters").forEach(cluster -> cluster(cluster, out));
        out.println();
        out.println(
                "leading: runs pods here.  standby: takes over from the leading one.  away: dialed until it answers.");
        out.println();
        out.printf(POD, "CLUSTER", "NAMESPACE", "POD", "PHASE", "UID");
        for (JsonNode pod : status.path("pods")) {
            String cluster = pod.path("cluster").asText();
            out.printf(
                    POD,
                    cluster.substring(0, Math.min(cluster.length(), SHORT_ID)),
                    pod.path("namespace").asText(),
                    pod.path("name").asText(),
                    pod.path("phase").asText(),
                    pod.path("uid").asText());
        }
    }

    private static void cluster(JsonNode cluster, PrintWriter out) {
        out.printf(
                CLUSTER,
                orElse(cluster.path("cluster").asText(), "(not attached yet)"),
                cluster.path("mesh").asText(),
                orElse(cluster.path("node").asText(), "-"),
                cluster.path("name").asText());
        for (JsonNode provider : cluster.path("providers")) {
            String why = provider.has("since")
                    ? "since " + provider.path("since").asText()
                    : provider.path("reason").asText();
            out.printf(
                    "    %-8s  %s  %s%n",
                    provider.path("state").asText(),
                    provider.path("addresses").path(0).asText(),
                    why);
        }
    }

    private static String orElse(String text, String other) {
        return text.isEmpty() ? other : text;
    }
}
