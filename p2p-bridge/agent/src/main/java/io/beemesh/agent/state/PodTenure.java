package io.beemesh.agent.state;

import io.beemesh.agent.pods.assignment.Tenures.Tenure;
import io.beemesh.mesh.wire.StateClaim;
import io.beemesh.raft.claims.Claim;
import io.beemesh.raft.claims.Standing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pod's standing with its group, on a virtual thread of its own, which may block: claims its name, opens its door
 * once it has that, seeks the leadership while the pod is ready.
 */
final class PodTenure {
    private static final Logger LOG = LoggerFactory.getLogger(PodTenure.class);
    private static final long LOOK_MILLIS = 1000;

    /** What the pods of a workload have but one of. */
    static final String LEADER = "leader";

    private final TenureParts parts;
    private final Claim name;
    private final Semaphore woken = new Semaphore(0);
    private volatile Claim leadership;
    private volatile Optional<Path> network = Optional.empty();
    private volatile String why = "its name in the workload's group is sought";
    private volatile boolean open;
    private volatile boolean ended;

    PodTenure(TenureParts parts, Optional<Standing.Held> before) {
        this.parts = parts;
        this.name = parts.nameClaim(before);
        this.leadership = parts.leaderClaim();
    }

    /** Its thread. */
    Thread start() {
        return Thread.ofVirtual()
                .name("bm-tenure-" + parts.pod().meta().fullName())
                .start(this::run);
    }

    /** Where the pod's door is to be. */
    void at(Optional<Path> wanted) {
        if (!wanted.equals(network)) {
            network = wanted;
            woken.release();
        }
    }

    /** How the pod stands now. */
    Tenure standing() {
        return switch (name.standing()) {
            case Standing.Held held
            when open ->
                new Tenure.Held(
                        held.token(), StateDoor.endpoint(), parts.files().folder());
            case Standing.Held held -> new Tenure.Awaited(why);
            case Standing.Seeking seeking -> new Tenure.Awaited(seeking.why());
            case Standing.Ended over -> new Tenure.Awaited("the host lost the pod's name in its workload's group");
        };
    }

    /** Whether the pod must not run any more. */
    boolean isOver() {
        return name.standing() instanceof Standing.Ended;
    }

    /** Nothing of the pod runs: lets go of all, soon. */
    void end() {
        ended = true;
        woken.release();
    }

    /** Whether the pod leads those of its workload. */
    boolean leads() {
        return leadership.token().isPresent();
    }

    /** What is held for the pod. */
    List<StateClaim> claims() {
        List<StateClaim> held = new ArrayList<>();
        name.token().ifPresent(token -> held.add(claim(parts.pod().meta().name(), token)));
        leadership.token().ifPresent(token -> held.add(claim(LEADER, token)));
        return held;
    }

    private StateClaim claim(String of, long token) {
        return StateClaim.newBuilder()
                .setName(of)
                .setPodUid(parts.pod().meta().uid())
                .setToken(token)
                .build();
    }

    private void run() {
        try (StateDoor door = parts.door()) {
            while (!ended) {
                stepOrLog(door);
                boolean early = woken.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                assert early || woken.availablePermits() >= 0;
            }
        } catch (InterruptedException e) {
            // The agent ends: the pod runs on, and its name is renewed by the next one.
            Thread.currentThread().interrupt();
            return;
        }
        leadership.giveBack();
        name.giveBack();
        forget();
    }

    /** What nobody foresaw must not end the thread: the name would be lost with it. */
    private void stepOrLog(StateDoor door) {
        try {
            step(door);
        } catch (RuntimeException e) {
            why = "its standing cannot be told: " + e;
            LOG.atError()
                    .addKeyValue("pod", parts.pod().meta().fullName())
                    .setCause(e)
                    .log("a pod's tenure was not looked after this time; it is tried again");
        }
    }

    private void step(StateDoor door) {
        var ignored = name.step();
        assert ignored != null;
        if (!(name.standing() instanceof Standing.Held held)) {
            open = false;
            door.close();
            return;
        }
        try {
            parts.keep(held);
            lead();
            parts.files().write(held.token(), leadership.token());
            Optional<Path> place = network;
            if (place.isPresent()) {
                door.open(place.get());
            }
            open = door.isOpen();
        } catch (IOException e) {
            open = false;
            why = "its store cannot be reached from its network: " + e.getMessage();
        }
    }

    /** Only a pod that is ready leads; one that lost the leadership may seek it again. */
    private void lead() {
        if (!parts.isReady()) {
            if (leadership.token().isPresent()) {
                leadership.giveBack();
            }
            return;
        }
        if (leadership.standing() instanceof Standing.Ended) {
            leadership = parts.leaderClaim();
        }
        var ignored = leadership.step();
        assert ignored != null;
    }

    private void forget() {
        try {
            parts.forget();
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("pod", parts.pod().meta().fullName())
                    .addKeyValue("error", e.toString())
                    .log("files of a pod's tenure are left behind");
        }
    }
}
