package io.beemesh.libp2p.peer;

import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A peer driven from outside.
 *
 * <pre>
 * listen [options]                        prints {"event":"ready","peerId":..,"addrs":[..]}, then obeys one JSON
 * command per line on stdin and answers each with a line; ends when stdin closes
 * run '[{"cmd":..},..]' [options]         obeys the commands and ends; status 0 if all went well
 * </pre>
 *
 * <p>Options: {@code --port N} (0), {@code --host 127.0.0.1}, {@code --seed HEX32}. Commands: see {@link PeerCommands}.
 */
public final class PeerMain {
    private PeerMain() {}

    /** Runs the peer. */
    public static void main(String[] args) throws Exception {
        List<String> words = Arrays.asList(args);
        String mode = words.isEmpty() ? "listen" : words.get(0);
        boolean good;
        try (Host host = host(words)) {
            PeerCommands commands = new PeerCommands(host);
            good = switch (mode) {
                case "listen" -> listen(host, commands);
                case "run" -> run(commands, words.get(1));
                default -> throw new IllegalArgumentException("'" + mode + "' (expected: listen or run)");
            };
        }
        System.exit(good ? 0 : 1);
    }

    private static Host host(List<String> words) throws IOException {
        String seed = option(words, "--seed", "");
        KeyPair key = seed.isEmpty()
                ? KeyPair.generate()
                : KeyPair.ofSeed(HexFormat.of().parseHex(seed));
        String address = "/ip4/" + option(words, "--host", "127.0.0.1") + "/tcp/" + option(words, "--port", "0");
        Limits limits = new Limits(1000, 1000, 1000, Duration.ofSeconds(10), 4096, 4 << 20);
        return HostBuilder.of(key)
                .listen(Multiaddr.parse(address))
                .limits(limits)
                .agentVersion("beemesh-peer/0.1.0")
                .start();
    }

    private static String option(List<String> words, String name, String missing) {
        int at = words.indexOf(name);
        return at < 0 || at + 1 == words.size() ? missing : words.get(at + 1);
    }

    private static boolean listen(Host host, PeerCommands commands) throws IOException {
        Map<String, Object> ready = new LinkedHashMap<>();
        ready.put("event", "ready");
        ready.put("peerId", host.id());
        ready.put("addrs", host.addresses().stream().map(Multiaddr::toString).toList());
        say(ready);
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (!line.isBlank()) {
                obey(commands, (Map<?, ?>) Json.parse(line));
            }
        }
        return true;
    }

    private static boolean run(PeerCommands commands, String all) {
        boolean good = true;
        for (Object command : (List<?>) Json.parse(all)) {
            good &= obey(commands, (Map<?, ?>) command);
        }
        return good;
    }

    private static boolean obey(PeerCommands commands, Map<?, ?> command) {
        Map<String, Object> answer = new LinkedHashMap<>();
        if (command.containsKey("id")) {
            answer.put("id", command.get("id"));
        }
        answer.put("cmd", command.get("cmd"));
        try {
            Map<String, Object> result = commands.obey(command);
            answer.put("ok", true);
            answer.putAll(result);
            say(answer);
            return true;
        } catch (Exception e) {
            answer.put("ok", false);
            answer.put("error", e.toString());
            say(answer);
            return false;
        }
    }

    private static void say(Map<String, Object> fields) {
        System.out.println(Json.write(fields));
        System.out.flush();
    }
}
