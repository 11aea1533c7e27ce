package io.beemesh.raft.linearizability;

import io.beemesh.raft.replica.Replica;
import java.io.PrintStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;

/** What befalls hosts, one thing after the other, as a seed has it. For one thread. */
final class Faults {
    private final Field field;
    private final Random random;
    private final Deque<Fault> coming = new ArrayDeque<>();
    private final PrintStream out;

    Faults(Field field, long seed, PrintStream out) {
        this.field = field;
        this.random = new Random(seed);
        this.out = out;
    }

    private enum Fault {
        UNPLUGGED,
        PARTED,
        TWO_PARTED,
        KILLED,
        ASLEEP,
        OUT_OF_DISK
    }

    /** Each once before one comes again. */
    private Fault next() {
        if (coming.isEmpty()) {
            List<Fault> all = new ArrayList<>(List.of(Fault.values()));
            Collections.shuffle(all, random);
            coming.addAll(all);
        }
        return coming.remove();
    }

    /** Lets things happen until a time, and puts everything right again after each. */
    void run(long endNanos) throws Exception {
        while (System.nanoTime() - endNanos < 0) {
            pause(1000, 4000);
            // Every second time it is the leader, if one is known.
            int host = random.nextBoolean() ? leader() : random.nextInt(field.size());
            happen(host);
        }
    }

    private void happen(int host) throws Exception {
        switch (next()) {
            case UNPLUGGED -> {
                say("cut off from all", host);
                field.unplug(host, true);
                pause(2000, 8000);
                field.unplug(host, false);
            }
            case PARTED -> {
                say("cut off from the others, not from clients", host);
                part(List.of(host), others(List.of(host)));
            }
            case TWO_PARTED -> {
                List<Integer> two = List.of(host, (host + 1 + random.nextInt(field.size() - 1)) % field.size());
                say("two cut off from three: the other is " + two.get(1), host);
                part(two, others(two));
            }
            case KILLED -> {
                say("killed", host);
                field.kill(host);
                pause(0, 4000);
                field.start(host);
            }
            case ASLEEP -> {
                say("asleep", host);
                field.sleep(host, true);
                pause(1000, 8000);
                field.sleep(host, false);
            }
            case OUT_OF_DISK -> {
                say("out of disk", host);
                field.fill(host);
                pause(1000, 5000);
                field.empty(host);
            }
        }
    }

    private void part(List<Integer> some, List<Integer> others) throws Exception {
        setParted(some, others, true);
        pause(2000, 8000);
        setParted(some, others, false);
    }

    private void setParted(List<Integer> some, List<Integer> others, boolean parted) throws Exception {
        for (int one : some) {
            for (int other : others) {
                field.part(one, other, parted);
            }
        }
    }

    private List<Integer> others(List<Integer> than) {
        return IntStream.range(0, field.size())
                .filter(host -> !than.contains(host))
                .boxed()
                .toList();
    }

    /** Who leads, as the first says that answers; anybody if nobody knows. */
    private int leader() {
        List<Integer> hosts = new ArrayList<>(others(List.of()));
        Collections.shuffle(hosts, random);
        for (int asked : hosts) {
            try (StoreClient client = new StoreClient(field.store(asked))) {
                long leader = client.leader();
                return hosts.stream()
                        .filter(host -> Replica.memberId(Member.id(host).toString()) == leader)
                        .findFirst()
                        .orElse(asked);
            } catch (StatusRuntimeException e) {
                say("does not say who leads", asked);
            }
        }
        return hosts.getFirst();
    }

    private void pause(int leastMillis, int mostMillis) throws InterruptedException {
        boolean never = new CountDownLatch(1)
                .await(leastMillis + random.nextInt(mostMillis - leastMillis), TimeUnit.MILLISECONDS);
        assert !never;
    }

    private void say(String what, int host) {
        out.printf("host %d %s%n", host, what);
    }
}
