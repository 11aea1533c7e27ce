package io.beemesh.raft.linearizability;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Hosts on one bridge, each a network namespace with a small disk and a process, and what may befall them. Needs root.
 * For one thread.
 */
final class Field implements AutoCloseable {
    private static final int DISK_MEGABYTES = 64;
    private static final Duration LEADER_LOST = Duration.ofSeconds(1);

    private final Path folder;
    private final int number;
    private final List<Optional<Process>> processes = new ArrayList<>();

    private Field(Path folder, int number) {
        this.folder = folder;
        this.number = number;
    }

    /** So many hosts, with a member each. */
    static Field start(Path folder, int hosts) throws IOException {
        Field field = new Field(folder, freeNumber());
        // What crosses this bridge is no business of the machine's packet filter.
        run("ip", "link", "set", field.bridge(), "type", "bridge", "nf_call_iptables", "0");
        run("ip", "address", "add", field.network() + ".1/24", "dev", field.bridge());
        run("ip", "link", "set", field.bridge(), "up");
        for (int i = 0; i < hosts; i++) {
            field.makeHost(i);
            field.processes.add(Optional.empty());
        }
        for (int i = 0; i < hosts; i++) {
            field.start(i);
        }
        return field;
    }

    private static int freeNumber() throws IOException {
        for (int number = 0; number < 100; number++) {
            if (succeeds("ip", "link", "add", "bl" + number, "type", "bridge")) {
                return number;
            }
        }
        throw new IOException("no bridge can be made (expected: root, and fewer than a hundred of these)");
    }

    private void makeHost(int host) throws IOException {
        run("ip", "netns", "add", namespace(host));
        run("ip", "link", "add", link(host), "type", "veth", "peer", "name", "up0", "netns", namespace(host));
        run("ip", "link", "set", link(host), "master", bridge(), "up");
        inside(host, "address", "add", Member.address(network(), host) + "/24", "dev", "up0");
        inside(host, "link", "set", "up0", "up");
        inside(host, "link", "set", "lo", "up");
        Files.createDirectories(disk(host));
        run(
                "mount",
                "-t",
                "tmpfs",
                "-o",
                "size=" + DISK_MEGABYTES + "m",
                "tmpfs",
                disk(host).toString());
    }

    /** How many hosts there are. */
    int size() {
        return processes.size();
    }

    /** Where a host's store answers. */
    String store(int host) {
        return Member.address(network(), host) + ":" + Member.STORE_PORT;
    }

    private String network() {
        return "10.179." + number;
    }

    private String bridge() {
        return "bl" + number;
    }

    private String namespace(int host) {
        return bridge() + "h" + host;
    }

    private String link(int host) {
        return bridge() + "v" + host;
    }

    private Path disk(int host) {
        return folder.resolve("disk" + host);
    }

    /** Starts the member of a host that has none. */
    void start(int host) throws IOException {
        List<String> command = List.of(
                "ip",
                "netns",
                "exec",
                namespace(host),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx48m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+HeapDumpOnOutOfMemoryError",
                "-XX:HeapDumpPath=" + folder,
                "-cp",
                System.getProperty("java.class.path"),
                Member.class.getName(),
                Integer.toString(host),
                Integer.toString(processes.size()),
                network(),
                disk(host).resolve("stores").toString(),
                LEADER_LOST.toString());
        processes.set(
                host,
                Optional.of(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(
                                ProcessBuilder.Redirect.appendTo(log(host).toFile()))
                        .start()));
    }

    /** Whether the member of a host has ended because it cannot read what it has stored. */
    boolean refusesItsData(int host) throws IOException {
        boolean ended =
                processes.get(host).filter(process -> !process.isAlive()).isPresent();
        return ended && Files.readString(log(host)).contains("cannot be read");
    }

    private Path log(int host) {
        return folder.resolve("member" + host + ".log");
    }

    /** Ends the member of a host without a word. */
    void kill(int host) {
        processes
                .get(host)
                .ifPresent(process -> process.destroyForcibly().onExit().join());
        processes.set(host, Optional.empty());
    }

    /** Puts the member of a host to sleep, or wakes it. */
    void sleep(int host, boolean asleep) throws IOException {
        Optional<Process> process = processes.get(host);
        if (process.isPresent()) {
            run(
                    "kill",
                    asleep ? "-STOP" : "-CONT",
                    Long.toString(process.orElseThrow().pid()));
        }
    }

    /** Cuts a host off from all, clients too, or takes it back. */
    void unplug(int host, boolean unplugged) throws IOException {
        run("ip", "link", "set", link(host), unplugged ? "down" : "up");
    }

    /** Cuts two hosts off from each other, but not from clients, or takes that back. */
    void part(int one, int other, boolean parted) throws IOException {
        String verb = parted ? "replace" : "delete";
        inside(one, "route", verb, "blackhole", Member.address(network(), other) + "/32");
        inside(other, "route", verb, "blackhole", Member.address(network(), one) + "/32");
    }

    /** Leaves a host no room on its disk. */
    void fill(int host) throws IOException {
        try (var out = Files.newOutputStream(disk(host).resolve("filler"))) {
            byte[] piece = new byte[1 << 16];
            for (int written = 0; written < DISK_MEGABYTES << 20; written += piece.length) {
                out.write(piece);
            }
        } catch (IOException full) {
            // As it is meant to be.
        }
    }

    /** Gives that back. */
    void empty(int host) throws IOException {
        Files.deleteIfExists(disk(host).resolve("filler"));
    }

    private void inside(int host, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace(host)));
        command.addAll(List.of(words));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException {
        if (!succeeds(command)) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }

    private static boolean succeeds(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.onExit().orTimeout(30, TimeUnit.SECONDS).join().exitValue() == 0;
    }

    @Override
    public void close() throws IOException {
        for (int i = 0; i < processes.size(); i++) {
            kill(i);
            boolean unmounted = succeeds("umount", disk(i).toString());
            boolean deleted = succeeds("ip", "netns", "delete", namespace(i));
            boolean unlinked = succeeds("ip", "link", "delete", link(i));
            assert unmounted && (deleted || unlinked);
        }
        run("ip", "link", "delete", bridge());
    }
}
