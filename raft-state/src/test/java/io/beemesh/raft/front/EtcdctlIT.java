package io.beemesh.raft.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.beemesh.raft.front.testing.LocalFront;
import io.beemesh.raft.replica.testing.StoreGroup;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.testing.Etcd;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code etcdctl} prints the same of a group of three as of a real etcd. Needs {@code BEEMESH_ETCD}. */
@Timeout(240)
class EtcdctlIT {
    private static final Path COMMANDS = Path.of("src/test/resources/etcdctl.txt");

    @TempDir
    private Path folder;

    @Test
    void printsTheSame() throws Exception {
        assumeTrue(Etcd.program().isPresent(), "BEEMESH_ETCD is not set");
        Path program = Etcd.program().orElseThrow();
        String expected;
        String printed;
        try (Etcd etcd = Etcd.start(program, folder)) {
            expected = play(program.resolveSibling("etcdctl"), etcd.address());
        }
        try (StoreGroup group = StoreGroup.start(folder, 3, Keyspace.QUOTA_BYTES);
                LocalFront server = LocalFront.of(group.replica(group.follower()))) {
            printed = play(program.resolveSibling("etcdctl"), server.endpoint());
        }
        assertThat(printed).isEqualTo(expected);
    }

    private String play(Path etcdctl, String address) throws Exception {
        StringBuilder printed = new StringBuilder();
        for (String line : Files.readAllLines(COMMANDS)) {
            if (!line.startsWith("#")) {
                String[] parts = line.split(" << ", 2);
                String output = run(command(etcdctl, address, parts[0]), parts.length > 1 ? parts[1] : "");
                printed.append(line).append('\n').append(neutral(output, address));
            }
        }
        return printed.toString();
    }

    private List<String> command(Path etcdctl, String address, String line) {
        List<String> command =
                new ArrayList<>(List.of(etcdctl.toString(), "--endpoints=" + address, "--command-timeout=10s"));
        for (String word : line.split(" ")) {
            command.add(word.equals("\"\"") ? "" : word.replace("$FOLDER", folder.toString()));
        }
        return command;
    }

    private String run(List<String> command, String input) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("ETCDCTL_API", "3");
        Process process = builder.start();
        process.getOutputStream().write(input.replace('|', '\n').getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        // A watch has no end of its own.
        if (!process.waitFor(command.contains("watch") ? 3 : 15, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
        return Files.readString(output) + "exit " + process.onExit().join().exitValue() + "\n";
    }

    /** Without numbers of members and leases, times and logs, which differ from run to run. */
    private String neutral(String output, String address) {
        return output.replace(address, "ADDRESS")
                .replace(folder.toString(), "FOLDER")
                .replaceAll("(?m)^\\{\"level\".*\n", "")
                .replaceAll("\"(ClusterID|MemberID|RaftTerm|Lease)\" : \\d+", "\"$1\" : N")
                .replaceAll("took = [\\d.]+[mµ]?s", "took = T")
                .replaceAll("mutex/[0-9a-f]+", "mutex/N");
    }
}
