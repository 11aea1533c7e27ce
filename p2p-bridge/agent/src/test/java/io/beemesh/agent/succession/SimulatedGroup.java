package io.beemesh.agent.succession;

import com.google.protobuf.ByteString;
import io.beemesh.agent.state.group.KeptOrders;
import io.beemesh.agent.state.group.OpenGroup;
import io.beemesh.mesh.pod.SignedOrder;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.raft.claims.ClaimStore;
import io.beemesh.raft.claims.Renewal;
import io.beemesh.raft.claims.Taking;
import io.beemesh.raft.stores.Shelf;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What a group agrees on: who holds which name until when, and what it keeps. Hosts that are cut off reach nothing. */
final class SimulatedGroup {
    static final UUID UID = new UUID(1, 2);

    private static final StateGroup ORDER = StateGroup.newBuilder()
            .setClusterId(SimulatedCluster.ID)
            .setUid(UID.toString())
            .setKey(ByteString.copyFrom(new byte[32]))
            .build();

    private final LongSupplier now;
    private final Random random;
    private final Map<String, Held> names = new LinkedHashMap<>();
    private final Map<String, Shelf.Kept> things = new LinkedHashMap<>();
    private long last;

    private record Held(String by, long lease, long token, long until) {}

    SimulatedGroup(LongSupplier now, Random random) {
        this.now = now;
        this.random = random;
    }

    /** Lets go of what was not renewed. */
    void tick() {
        names.values().removeIf(held -> held.until() <= now.getAsLong());
    }

    /** As one host sees it. */
    OpenGroup seenBy(BooleanSupplier reaches, Map<String, KeptOrders.KeptOrder> read, Optional<Set<String>> wanted) {
        return new OpenGroup(
                UID,
                SimulatedCluster.ID,
                new KeptOrders(
                        new Things(reaches),
                        ORDER,
                        order -> SignedOrder.isBy(SimulatedCluster.AUTHORITY.publicKey(), order),
                        read),
                new Names(reaches),
                reaches.getAsBoolean() ? OpenGroup.Standing.IN_TOUCH : OpenGroup.Standing.ALONE,
                wanted);
    }

    /** Whether it keeps nothing. */
    boolean isEmpty() {
        return things.isEmpty();
    }

    ClaimStore names(BooleanSupplier reaches) {
        return new Names(reaches);
    }

    /** It was done, and nobody hears of it. */
    private boolean isAnswerLost() {
        return random.nextInt(20) == 0;
    }

    private final class Names implements ClaimStore {
        private final BooleanSupplier reaches;

        Names(BooleanSupplier reaches) {
            this.reaches = reaches;
        }

        @Override
        public Taking take(String name, String holder, Duration life) {
            if (!reaches.getAsBoolean()) {
                return new Taking.Unknown("cut");
            }
            Held held = names.get(name);
            if (held != null && !held.by().equals(holder)) {
                return new Taking.Elsewhere(held.by());
            }
            long number = held == null ? ++last : held.token();
            names.put(name, new Held(holder, number, number, now.getAsLong() + life.toMillis()));
            return isAnswerLost() ? new Taking.Unknown("lost") : new Taking.Taken(number, number);
        }

        @Override
        public Renewal renew(long lease) {
            if (!reaches.getAsBoolean()) {
                return Renewal.UNKNOWN;
            }
            Map<String, Held> renewed = new HashMap<>();
            names.forEach((name, held) -> {
                if (held.lease() == lease) {
                    renewed.put(name, new Held(held.by(), lease, held.token(), now.getAsLong() + 30_000));
                }
            });
            names.putAll(renewed);
            return isAnswerLost() ? Renewal.UNKNOWN : renewed.isEmpty() ? Renewal.OVER : Renewal.RENEWED;
        }

        @Override
        public void giveBack(long lease) {
            if (reaches.getAsBoolean()) {
                names.values().removeIf(held -> held.lease() == lease);
            }
        }
    }

    private final class Things implements Shelf {
        private final BooleanSupplier reaches;

        Things(BooleanSupplier reaches) {
            this.reaches = reaches;
        }

        @Override
        public List<Kept> all() {
            return things.values().stream()
                    .map(kept -> new Kept(
                            kept.name(),
                            kept.thing(),
                            kept.revision(),
                            Optional.ofNullable(names.get(kept.name())).map(Held::by)))
                    .toList();
        }

        @Override
        public boolean put(String name, String holder, ByteString thing) {
            Held held = names.get(name);
            if (!reaches.getAsBoolean() || held == null || !held.by().equals(holder)) {
                return false;
            }
            things.put(name, new Kept(name, thing, ++last, Optional.empty()));
            return !isAnswerLost();
        }

        @Override
        public boolean remove(Kept kept) {
            return reaches.getAsBoolean()
                    && things.values()
                            .removeIf(it -> it.name().equals(kept.name()) && it.revision() == kept.revision());
        }
    }
}
