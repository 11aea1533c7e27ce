package io.beemesh.raft.claims;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** One name, the group that keeps it, and hosts that want it, for ten minutes of simulated time. */
final class SimulatedName {
    private static final int HOSTS = 3;
    private static final long TICK_MILLIS = 100;
    private static final long END_MILLIS = Duration.ofMinutes(10).toMillis();

    private final Random random;
    private final Faults faults;
    private final Group group;
    private final List<Edge> edges = new ArrayList<>();
    private final Set<Long> tokens = new HashSet<>();
    private long now;

    /** How bad it gets. */
    enum Faults {
        /** Agents are down for four seconds at most, killing takes two, clocks run apart by a tenth. */
        BOUNDED(4_000),
        /** Agents may be down for a minute. */
        DEAD_AGENTS(60_000);

        private final int downMillis;

        Faults(int downMillis) {
            this.downMillis = downMillis;
        }
    }

    SimulatedName(Random random, Faults faults) {
        this.random = random;
        this.faults = faults;
        this.group = new Group();
        for (int i = 0; i < HOSTS; i++) {
            edges.add(new Edge(i));
        }
    }

    /** What went wrong; empty if nothing did. */
    Optional<String> run() {
        for (; now < END_MILLIS; now += TICK_MILLIS) {
            group.tick();
            edges.forEach(Edge::tick);
            long running = edges.stream().filter(edge -> edge.runs).count();
            if (running > 1) {
                return Optional.of("two run at " + now + " ms");
            }
            if (edges.stream().anyMatch(edge -> edge.runs && edge.stopped.contains(edge.pod))) {
                return Optional.of("one that had stopped runs at " + now + " ms");
            }
        }
        return Optional.empty();
    }

    /** How many held the name, one after another. */
    long holders() {
        return tokens.size();
    }

    private boolean happens(int onceInMillis) {
        return random.nextInt(onceInMillis) < TICK_MILLIS;
    }

    /** A clock that runs faster or slower than time does, and reads late once when an answer takes its time. */
    private final class Drifting extends Clock {
        private final double rate = 0.95 + random.nextDouble() * 0.1;
        private long late;

        @Override
        public Instant instant() {
            long read = now - late;
            late = 0;
            return Instant.ofEpochMilli((long) (read * rate));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** What keeps the name; its leader changes, and with it the clock. */
    private final class Group {
        private Clock clock = new Drifting();
        private String holder = "";
        private long lease;
        private long token;
        private Duration life = Duration.ZERO;
        private Instant over = Instant.MIN;

        void tick() {
            if (happens(60_000)) {
                clock = new Drifting();
                over = clock.instant().plus(life);
            }
            if (!holder.isEmpty() && !clock.instant().isBefore(over)) {
                holder = "";
            }
        }

        Taking take(String by, Duration wanted) {
            if (holder.isEmpty()) {
                holder = by;
                lease++;
                token++;
                life = wanted;
                tokens.add(token);
            }
            if (!holder.equals(by)) {
                return new Taking.Elsewhere(holder);
            }
            over = clock.instant().plus(life);
            return new Taking.Taken(lease, token);
        }

        Renewal renew(long which) {
            if (holder.isEmpty() || which != lease) {
                return Renewal.OVER;
            }
            over = clock.instant().plus(life);
            return Renewal.RENEWED;
        }

        void giveBack(long which) {
            if (which == lease) {
                holder = "";
            }
        }
    }

    /** A host whose pod wants the name: a new pod each time that one has ended. */
    private final class Edge implements ClaimStore {
        private final Drifting clock = new Drifting();
        private final int number;
        private final Set<Integer> stopped = new HashSet<>();
        private int pod;
        private Claim claim;
        private Standing kept = new Standing.Seeking("");
        private Instant due = Instant.MIN;
        private long cutUntil;
        private long downUntil;
        private long killedAt = Long.MAX_VALUE;
        private boolean runs;

        Edge(int number) {
            this.number = number;
            this.claim = claim(kept);
        }

        private Claim claim(Standing standing) {
            String holder = number + "/" + pod;
            return new Claim(this, new Claim.Wish("name", holder), ClaimTerms.OF_POD, clock, standing);
        }

        void tick() {
            if (happens(90_000)) {
                cutUntil = now + random.nextInt(60_000);
            }
            if (happens(60_000)) {
                downUntil = now + random.nextInt(faults.downMillis);
                // The agent that starts again knows what was in the file.
                claim = claim(kept);
                due = Instant.MIN;
            }
            if (now >= killedAt) {
                ended();
            }
            if (now < downUntil) {
                return;
            }
            if (!clock.instant().isBefore(due)) {
                clock.late = random.nextInt(3_000);
                due = claim.step();
            }
            act();
        }

        private void act() {
            switch (claim.standing()) {
                case Standing.Held held -> {
                    kept = held;
                    runs = killedAt == Long.MAX_VALUE;
                    if (happens(120_000)) {
                        // Somebody deletes the pod: the name is given back once it has stopped.
                        runs = false;
                        ended();
                    }
                }
                case Standing.Seeking seeking -> {}
                case Standing.Ended over -> {
                    if (killedAt == Long.MAX_VALUE) {
                        killedAt = now + random.nextInt(2_000);
                    }
                }
            }
        }

        private void ended() {
            runs = false;
            stopped.add(pod);
            claim.giveBack();
            pod++;
            kept = new Standing.Seeking("");
            claim = claim(kept);
            due = Instant.MIN;
            killedAt = Long.MAX_VALUE;
        }

        private boolean unheard() {
            return now < cutUntil;
        }

        /** It was done, and nobody hears of it. */
        private boolean lost() {
            return random.nextInt(20) == 0;
        }

        @Override
        public Taking take(String name, String holder, Duration life) {
            if (unheard()) {
                return new Taking.Unknown("cut");
            }
            Taking taking = group.take(holder, life);
            return lost() ? new Taking.Unknown("lost") : taking;
        }

        @Override
        public Renewal renew(long lease) {
            if (unheard()) {
                return Renewal.UNKNOWN;
            }
            Renewal renewal = group.renew(lease);
            return lost() ? Renewal.UNKNOWN : renewal;
        }

        @Override
        public void giveBack(long lease) {
            if (!unheard()) {
                group.giveBack(lease);
            }
        }
    }
}
