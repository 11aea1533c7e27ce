package io.beemesh.agent.network;

import io.beemesh.agent.system.Programs;
import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The bridge that all pods of this host are on. It stays when the agent ends, as pods do.
 *
 * @param name of its device
 * @param range its addresses
 */
record Bridge(String name, AddressRange range) {

    private static final int FIRST_CANDIDATE = 91;
    private static final int CANDIDATES = 32;
    private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

    /** Finds the bridge, or makes it with a range that no route of this host knows; what is missing is added. */
    static Bridge open(String name) throws IOException {
        Optional<String> there = address(name);
        AddressRange range = new AddressRange(there.isPresent() ? there.get() : unused());
        if (!exists(name)) {
            Programs.run("ip", "link", "add", name, "type", "bridge");
        }
        Programs.run("ip", "addr", "replace", range.gateway() + "/" + AddressRange.PREFIX, "dev", name);
        Programs.run("ip", "link", "set", name, "up");
        Files.writeString(FORWARDING, "1");
        Bridge bridge = new Bridge(name, range);
        for (Rule rule : bridge.rules()) {
            rule.ensure();
        }
        return bridge;
    }

    /** Java does not see a device that is down and has no address. */
    private static boolean exists(String name) {
        try {
            return !Programs.run("ip", "link", "show", "dev", name).isEmpty();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<String> address(String name) throws IOException {
        NetworkInterface bridge = NetworkInterface.getByName(name);
        return bridge == null
                ? Optional.empty()
                : bridge.inetAddresses()
                        .map(address -> address.getHostAddress())
                        .filter(text -> text.indexOf(':') < 0)
                        .findFirst();
    }

    private static String unused() throws IOException {
        List<String> routes = Programs.run("ip", "-4", "route", "show", "table", "all")
                .lines()
                .map(line -> line.startsWith("local ") || line.startsWith("broadcast ")
                        ? line.split(" ", 3)[1]
                        : line.split(" ", 2)[0])
                .filter(word -> Character.isDigit(word.charAt(0)))
                .toList();
        return IntStream.range(FIRST_CANDIDATE, FIRST_CANDIDATE + CANDIDATES)
                .mapToObj(number -> "10." + number + ".0.0")
                .filter(network -> routes.stream()
                        .noneMatch(route -> AddressRange.overlap(network + "/" + AddressRange.PREFIX, route)))
                .findFirst()
                .orElseThrow(() -> new IOException("no network is free for pods: 10." + FIRST_CANDIDATE + ".0.0/"
                        + AddressRange.PREFIX + " and " + (CANDIDATES - 1)
                        + " after it all overlap with routes of this host (see: ip -4 route)"));
    }

    private List<Rule> rules() {
        return List.of(
                new Rule("nat", "POSTROUTING", List.of("-s", range.cidr(), "!", "-o", name, "-j", "MASQUERADE")),
                new Rule("filter", "FORWARD", List.of("-i", name, "-j", "ACCEPT")),
                new Rule("filter", "FORWARD", List.of("-o", name, "-j", "ACCEPT")));
    }

    private record Rule(String table, String chain, List<String> words) {

        void ensure() throws IOException {
            try {
                apply("-C");
            } catch (IOException e) {
                apply(chain.equals("FORWARD") ? "-I" : "-A"); // what forwards may end in a refusal
            }
        }

        void removeIfThere() throws IOException {
            try {
                apply("-C");
            } catch (IOException e) {
                return; // somebody else was faster
            }
            apply("-D");
        }

        void apply(String action) throws IOException {
            Stream<String> first = Stream.of("iptables", "-w", "10", "-t", table, action, chain);
            Programs.run(Stream.concat(first, words.stream()).toArray(String[]::new));
        }
    }

    /** Connects a holder's end. */
    void connect(String device) throws IOException {
        Programs.run("ip", "link", "set", device, "master", name, "up");
    }

    /** Takes it away; whoever is on it is cut off. */
    void remove() throws IOException {
        Programs.run("ip", "link", "delete", name);
        for (Rule rule : rules()) {
            rule.removeIfThere();
        }
    }
}
