package io.beemesh.agent.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes resolv.conf(5) as the kubelet does: searches, servers, options. */
final class ResolvConf {

    private static final Path OWN = Path.of("/etc/resolv.conf");

    /** What systemd-resolved asks itself; the usual file names it on a loopback address that a pod cannot reach. */
    private static final Path BEHIND_RESOLVED = Path.of("/run/systemd/resolve/resolv.conf");

    private ResolvConf() {}

    static String text(Resolver resolver) throws IOException {
        return text(resolver, Files.readAllLines(Files.isReadable(BEHIND_RESOLVED) ? BEHIND_RESOLVED : OWN));
    }

    /** With the lines of the host's own file, which count if there is no server. */
    static String text(Resolver resolver, List<String> own) {
        List<String> lines = new ArrayList<>(resolver.servers().isEmpty() ? usable(own) : List.of());
        if (!resolver.searches().isEmpty()) {
            lines.removeIf(line -> line.startsWith("search"));
            lines.add("search " + String.join(" ", resolver.searches()));
        }
        resolver.servers().forEach(server -> lines.add("nameserver " + server));
        if (!resolver.options().isEmpty()) {
            lines.add("options " + String.join(" ", resolver.options()));
        }
        return String.join("\n", lines) + "\n";
    }

    private static List<String> usable(List<String> own) {
        return own.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
                .filter(line -> !line.matches("nameserver\\s+(127\\.|::1).*"))
                .toList();
    }
}
