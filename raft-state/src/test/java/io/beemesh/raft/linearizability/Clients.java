package io.beemesh.raft.linearizability;

import io.beemesh.libp2p.testing.Eventually;
import io.beemesh.raft.linearizability.Call.Answer;
import io.beemesh.raft.linearizability.Call.Wish;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;

/**
 * Clients that put, get, swap and delete a few keys, each beside one host until that does not answer. Keys are left for
 * new ones after a while, so that what has an unknown outcome does not make the history too much to check. One call in
 * ten writes a key of its own instead: what of these was acknowledged must be there in the end.
 */
final class Clients implements AutoCloseable {
    private static final int KEYS = 3;
    private static final long KEY_SECONDS = 5;
    private static final long COMPACT_SECONDS = 5;
    private static final Duration PAUSE = Duration.ofMillis(5);
    private static final Duration AFTER_FAILURE = Duration.ofMillis(200);

    private final Field field;
    private final History history;
    private final long seed;
    private final long startNanos = System.nanoTime();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    Clients(Field field, History history, long seed) {
        this.field = field;
        this.history = history;
        this.seed = seed;
    }

    void start(int count) {
        for (int i = 0; i < count; i++) {
            int own = i;
            threads.add(Thread.ofVirtual().name("client-" + i).start(() -> run(own)));
        }
        threads.add(Thread.ofVirtual().name("compactor").start(this::compact));
    }

    /** Else history alone would fill the stores in minutes. */
    private void compact() {
        try {
            for (int host = 0; !ended.await(COMPACT_SECONDS, TimeUnit.SECONDS); host = (host + 1) % field.size()) {
                try (StoreClient client = new StoreClient(field.store(host))) {
                    client.compact();
                } catch (StatusRuntimeException e) {
                    // That host has something else to do: the next one is asked soon.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(int index) {
        SplittableRandom random = new SplittableRandom(seed + index);
        int host = index % field.size();
        try {
            while (!ended.await(0, TimeUnit.SECONDS)) {
                try (StoreClient client = new StoreClient(field.store(host))) {
                    askUntilItFails(client, random);
                }
                host = random.nextInt(field.size());
                boolean over = ended.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
                assert over || !Thread.currentThread().isInterrupted();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever does not know what came of its call is another one from then on. */
    private void askUntilItFails(StoreClient client, SplittableRandom random) throws InterruptedException {
        int number = numbers.incrementAndGet();
        boolean known = true;
        for (int i = 0; known && !ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS); i++) {
            known = i % 10 == 9 ? keep(client, number, i) : ask(client, number, wish(random, number + "." + i));
        }
    }

    private boolean keep(StoreClient client, int number, int count) {
        String key = "own/" + number + "/" + count;
        try {
            Answer unused = client.ask(new Wish(key, "put", "", key));
            acknowledged.put(key, key);
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private boolean ask(StoreClient client, int number, Wish wish) {
        long began = System.nanoTime() - startNanos;
        try {
            Answer answer = client.ask(wish);
            history.add(
                    new Call(number, wish, true, answer.ok(), answer.found(), began, System.nanoTime() - startNanos));
            return true;
        } catch (StatusRuntimeException e) {
            if (!wish.op().equals("get")) {
                history.add(new Call(number, wish, false, false, "", began, System.nanoTime() - startNanos));
            }
            return false;
        }
    }

    private Wish wish(SplittableRandom random, String value) {
        long since = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos);
        String key = "k" + since / KEY_SECONDS + "." + random.nextInt(KEYS);
        return switch (random.nextInt(10)) {
            case 0, 1, 2, 3 -> new Wish(key, "get", "", "");
            case 4, 5, 6 -> new Wish(key, "put", "", value);
            // Few values, so that some swaps find what they expect.
            case 7, 8 -> new Wish(key, "cas", random.nextBoolean() ? "" : "swapped", "swapped");
            default -> new Wish(key, "delete", "", "");
        };
    }

    /** Waits until all have ended. */
    void end() throws InterruptedException {
        close();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** How many writes were acknowledged that are looked for. */
    int kept() {
        return acknowledged.size();
    }

    /**
     * Which of them are not there. A read that is refused is asked for again, as clients do.
     *
     * @param out is told of such reads: all is well by then
     */
    List<String> lost(StoreClient client, PrintStream out) throws Exception {
        List<String> lost = new ArrayList<>();
        for (String key : acknowledged.keySet()) {
            Wish wish = new Wish(key, "get", "", "");
            if (!insist(client, wish, out).found().equals(key)) {
                lost.add(key);
            }
        }
        return lost;
    }

    private static Answer insist(StoreClient client, Wish wish, PrintStream out) throws Exception {
        long began = System.nanoTime();
        try {
            return client.ask(wish);
        } catch (StatusRuntimeException e) {
            Answer answer = Eventually.succeeds(() -> client.ask(wish));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
            out.printf("a read took %d ms: at first it was refused, %s%n", millis, e.getMessage());
            return answer;
        }
    }

    /** Reads every key of the history once more: what was acknowledged last is seen by that. */
    void readAll(StoreClient client) throws Exception {
        long last = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos) / KEY_SECONDS;
        int number = numbers.incrementAndGet();
        for (long epoch = 0; epoch <= last; epoch++) {
            for (int i = 0; i < KEYS; i++) {
                Wish wish = new Wish("k" + epoch + "." + i, "get", "", "");
                Eventually.succeeds(() -> answered(client, number, wish));
            }
        }
    }

    private boolean answered(StoreClient client, int number, Wish wish) {
        if (!ask(client, number, wish)) {
            throw new IllegalStateException(wish.key() + " cannot be read");
        }
        return true;
    }

    /** Has all clients end, soon. */
    @Override
    public void close() {
        ended.countDown();
    }
}
