package io.beemesh.agent.usage;

import io.beemesh.agent.system.Facts;
import io.beemesh.mesh.wire.InterfaceUsage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What went through network interfaces, as {@code /proc/PID/net} tells of the network that a process is in. */
final class Interfaces {
    private static final Path MACHINE = Path.of("/proc/self/net");
    private static final String LOOPBACK = "lo";
    private static final String EVERYWHERE = "00000000";
    private static final int FIELDS = 16;

    private Interfaces() {}

    /** Those of the network that a process is in, without the loopback. */
    static List<InterfaceUsage> of(long process) throws IOException {
        return read(Path.of("/proc", Long.toString(process), "net"))
                .filter(each -> !each.getName().equals(LOOPBACK))
                .toList();
    }

    /** Those of the machine that lead out of it: bridges and the ends of pods' networks would be counted twice. */
    static List<InterfaceUsage> ofMachine() throws IOException {
        Set<String> out = Facts.lines(MACHINE.resolve("route")).stream()
                .map(line -> line.split("\t", 3))
                .filter(words -> words.length == 3 && words[1].equals(EVERYWHERE))
                .map(words -> words[0])
                .collect(Collectors.toSet());
        return read(MACHINE).filter(each -> out.contains(each.getName())).toList();
    }

    private static Stream<InterfaceUsage> read(Path folder) throws IOException {
        return Facts.lines(folder.resolve("dev")).stream().flatMap(Interfaces::parse);
    }

    /** A line such as {@code eth0: 1 2 3 ...}; nothing for the two lines above them. */
    static Stream<InterfaceUsage> parse(String line) {
        String[] halves = line.split(":", 2);
        String[] fields = halves.length == 2 ? halves[1].strip().split(" +", -1) : new String[0];
        long[] counts = Stream.of(fields)
                .map(Facts::number)
                .filter(OptionalLong::isPresent)
                .mapToLong(OptionalLong::getAsLong)
                .toArray();
        return counts.length < FIELDS
                ? Stream.empty()
                : Stream.of(InterfaceUsage.newBuilder()
                        .setName(halves[0].strip())
                        .setReceivedBytes(counts[0])
                        .setReceivedPackets(counts[1])
                        .setReceivedErrors(counts[2])
                        .setReceivedDropped(counts[3])
                        .setSentBytes(counts[8])
                        .setSentPackets(counts[9])
                        .setSentErrors(counts[10])
                        .setSentDropped(counts[11])
                        .build());
    }
}
