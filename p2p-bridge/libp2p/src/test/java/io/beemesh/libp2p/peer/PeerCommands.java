package io.beemesh.libp2p.peer;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identify.Identify;
import io.beemesh.libp2p.identify.PeerInfo;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.perf.Perf;
import io.beemesh.libp2p.ping.Ping;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the peer can be told to do.
 *
 * <p>{@code dial}, {@code ping n}, {@code perf up down}, {@code handshakes n}, {@code identify}, {@code echo text},
 * {@code streams n} (open at once, each echoes), {@code reset} (a stream, abruptly), {@code stop}; all but the last
 * with
 * {@code addr}.
 */
final class PeerCommands {
    private static final Protocol ECHO = new Protocol("/echo/1.0.0");
    private static final Duration PER_CALL = Duration.ofSeconds(30);

    private final Host host;

    PeerCommands(Host host) {
        this.host = host;
        Perf.serve(host);
        host.serve(ECHO, new Limits.Streams(4096, 65_536), stream -> stream.in().transferTo(stream.out()));
    }

    Map<String, Object> obey(Map<?, ?> command) throws IOException, InterruptedException {
        String verb = (String) command.get("cmd");
        return switch (verb) {
            case "dial" -> Map.of("remote", connection(command).remote());
            case "ping" -> ping(connection(command), (int) number(command, "n", 5));
            case "perf" -> perf(connection(command), number(command, "up", 0), number(command, "down", 0));
            case "handshakes" -> handshakes(command, (int) number(command, "n", 50));
            case "identify" -> identify(connection(command));
            case "echo" -> echo(connection(command), (String) command.get("text"));
            case "streams" -> streams(connection(command), (int) number(command, "n", 1000));
            case "reset" -> reset(connection(command));
            default -> throw new IllegalArgumentException("unknown command '" + verb + "'");
        };
    }

    private Connection connection(Map<?, ?> command) throws IOException, InterruptedException {
        return host.connect(Multiaddr.parse((String) command.get("addr")));
    }

    private static long number(Map<?, ?> command, String name, long missing) {
        return command.get(name) instanceof Number value ? value.longValue() : missing;
    }

    private static Map<String, Object> ping(Connection connection, int count) throws IOException, InterruptedException {
        List<Duration> times = new ArrayList<>();
        try (Ping ping = Ping.open(connection, new Random(20261122), System::nanoTime)) {
            for (int i = 0; i < count; i++) {
                times.add(ping.ping());
            }
        }
        times.sort(Duration::compareTo);
        return Map.of(
                "n",
                count,
                "minUs",
                micros(times.getFirst()),
                "p50Us",
                micros(times.get(count / 2)),
                "p99Us",
                micros(times.get(Math.min(count - 1, count * 99 / 100))));
    }

    private static double micros(Duration time) {
        return time.toNanos() / 1e3;
    }

    private static Map<String, Object> perf(Connection connection, long up, long down)
            throws IOException, InterruptedException {
        long start = System.nanoTime();
        Perf.run(connection, new Perf.Amounts(up, down));
        double seconds = (System.nanoTime() - start) / 1e9;
        return Map.of("up", up, "down", down, "sec", seconds, "MBps", (up + down) / seconds / 1e6);
    }

    private Map<String, Object> handshakes(Map<?, ?> command, int count) throws IOException, InterruptedException {
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            connection(command).close();
        }
        return Map.of("n", count, "perSecond", count / ((System.nanoTime() - start) / 1e9));
    }

    private static Map<String, Object> identify(Connection connection) throws IOException, InterruptedException {
        PeerInfo info = Identify.ask(connection);
        return Map.of(
                "peer",
                connection.remote(),
                "agent",
                info.agentVersion(),
                "protocolVersion",
                info.protocolVersion(),
                "protocols",
                info.protocols(),
                "listenAddrs",
                info.listenAddresses().stream().map(Multiaddr::toString).toList(),
                "observed",
                info.observed().map(Multiaddr::toString).orElse(""));
    }

    private static Map<String, Object> echo(Connection connection, String text)
            throws IOException, InterruptedException {
        try (Stream stream = connection.open(ECHO)) {
            stream.deadline(PER_CALL);
            stream.out().write(text.getBytes(StandardCharsets.UTF_8));
            stream.closeWrite();
            return Map.of("text", new String(stream.in().readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static Map<String, Object> streams(Connection connection, int count)
            throws IOException, InterruptedException {
        List<Stream> open = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Stream stream = connection.open(ECHO);
            stream.deadline(PER_CALL);
            stream.out().write(token(i));
            open.add(stream);
        }
        for (int i = 0; i < count; i++) {
            String back = new String(open.get(i).in().readNBytes(token(i).length), StandardCharsets.UTF_8);
            if (!back.equals(new String(token(i), StandardCharsets.UTF_8))) {
                throw new IOException("stream " + i + " gave back '" + back + "'");
            }
        }
        open.forEach(Stream::close);
        return Map.of("n", count);
    }

    private static byte[] token(int number) {
        return ("stream " + number).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> reset(Connection connection) throws IOException, InterruptedException {
        Stream stream = connection.open(ECHO);
        stream.deadline(PER_CALL);
        stream.out().write(1);
        stream.in().read();
        stream.reset(7);
        return Map.of();
    }
}
