package io.beemesh.e2e.libp2p;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;

/** Another implementation in a process of its own: it listens, and does what it is told. */
final class ForeignPeer implements AutoCloseable {
    private static final Duration BUILD_LIMIT = Duration.ofMinutes(15);
    private static final Pattern ADDRESS = Pattern.compile("\"addrs\":\\[\"([^\"]+)\"");

    private final Process process;
    private final BufferedReader answers;
    private final BufferedWriter commands;
    private final Multiaddr address;

    private ForeignPeer(Process process) throws IOException {
        this.process = process;
        this.answers = process.inputReader();
        this.commands = process.outputWriter();
        String ready = answers.readLine();
        assertThat(ready).as("the first line of %s", process.info()).isNotNull();
        Matcher listening = ADDRESS.matcher(ready);
        assertThat(listening.find()).as(ready).isTrue();
        this.address = Multiaddr.parse(listening.group(1));
    }

    /**
     * Starts {@code go-peer} or {@code js-peer}, built before if need be; the test is skipped if it cannot be had.
     *
     * @param options besides those of every test
     */
    static ForeignPeer start(String name, String... options) throws IOException {
        String builder = Rig.checkout().resolve("e2e/rig/peers").toString();
        Path folder =
                Path.of(new Command(List.of(builder), Map.of()).run(BUILD_LIMIT).strip());
        Path program = folder.resolve(name);
        Assumptions.assumeTrue(Files.isExecutable(program), name + " cannot be had on this machine");
        List<String> line = new ArrayList<>(List.of(program.toString(), "listen", "--security", "noise"));
        line.addAll(List.of(options));
        return new ForeignPeer(new ProcessBuilder(line)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Where it listens. */
    Multiaddr address() {
        return address;
    }

    /**
     * Tells it what to do with a peer and waits until that is done.
     *
     * @param command such as {@code "cmd":"ping","n":10}
     * @return its answer, a line of JSON
     */
    String does(String command, Multiaddr with) throws IOException {
        commands.write("{" + command + ",\"addr\":\"" + with + "\"}");
        commands.newLine();
        commands.flush();
        String answer = answers.readLine();
        assertThat(answer).as("the answer to %s", command).contains("\"ok\":true");
        return answer;
    }

    /** Ends it at once, as a crash would. */
    void crash() {
        process.destroyForcibly();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
