package io.beemesh.raft.linearizability;

import io.beemesh.libp2p.testing.Eventually;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;

/**
 * Five members and ten clients for a while, in which things happen; in the end all is well again and everything is read
 * once more.
 *
 * @param folder where disks, logs and the history are
 * @param seed of what happens
 */
record Trial(Path folder, Checker checker, long seed, PrintStream out) {
    private static final int HOSTS = 5;
    private static final int CLIENTS = 10;
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** What came of it. */
    record Outcome(Checker.Verdict verdict, int kept, List<String> lost) {}

    Outcome run(Duration duration) throws Exception {
        Path file = folder.resolve("history.jsonl");
        out.printf("seed %d, history %s%n", seed, file);
        int kept;
        List<String> lost;
        try (Field field = Field.start(folder, HOSTS);
                History history = new History(file);
                Clients clients = new Clients(field, history, seed)) {
            await(field);
            clients.start(CLIENTS);
            new Faults(field, seed, out).run(System.nanoTime() + duration.toNanos());
            clients.end();
            try (StoreClient client = await(field)) {
                clients.readAll(client);
                kept = clients.kept();
                lost = clients.lost(client, out);
            }
            out.println(history.summary());
        }
        Checker.Verdict verdict = checker.check(file);
        out.println(verdict.words());
        out.printf("%d writes acknowledged to be looked for, %d lost%n", kept, lost.size());
        return new Outcome(verdict, kept, lost);
    }

    /**
     * Until all hosts answer; the first of them. Those may be away, fewer than half, that cannot read what is on their
     * disk and say so: whoever orders members would replace them.
     */
    private StoreClient await(Field field) throws Exception {
        List<Integer> there = new ArrayList<>();
        for (int host = 0; host < field.size(); host++) {
            if (field.refusesItsData(host)) {
                out.printf("host %d cannot read its data, and is left away%n", host);
            } else {
                there.add(host);
            }
        }
        if (there.size() * 2 <= field.size()) {
            throw new IOException("hosts " + there + " are there (expected: more than half)");
        }
        for (int host : there.subList(1, there.size())) {
            await(field, host).close();
        }
        return await(field, there.getFirst());
    }

    private static StoreClient await(Field field, int host) throws Exception {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return Eventually.succeeds(() -> answering(field.store(host)));
            } catch (IOException e) {
                if (System.nanoTime() - end >= 0) {
                    throw e;
                }
            }
        }
    }

    private static StoreClient answering(String address) throws IOException {
        StoreClient client = new StoreClient(address);
        try {
            Call.Answer unused = client.ask(new Call.Wish("ready", "get", "", ""));
            return client;
        } catch (StatusRuntimeException e) {
            client.close();
            throw new IOException(address + " does not answer", e);
        }
    }
}
