package io.beemesh.agent.state.group;

import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.StateGroup;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The virtual thread of one group: takes a step when something was ordered, and once a second. */
final class GroupWorker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupWorker.class);
    private static final long LOOK_MILLIS = 1000;

    private final GroupMembership membership;
    private final Left left;
    private final Semaphore ordered = new Semaphore(0);
    private final Thread thread;
    private volatile StateGroup order;
    private volatile String problem = "";
    private volatile boolean closed;

    /** Told on the group's thread that nothing is left of the group here. */
    @FunctionalInterface
    interface Left {
        void run() throws IOException;
    }

    private GroupWorker(GroupMembership membership, StateGroup order, Left left) {
        this.membership = membership;
        this.order = order;
        this.left = left;
        this.thread = Thread.ofVirtual().name("bm-group-" + order.getUid()).unstarted(this::run);
    }

    static GroupWorker start(GroupMembership membership, StateGroup order, Left left) {
        GroupWorker worker = new GroupWorker(membership, order, left);
        worker.thread.start();
        return worker;
    }

    StateGroup order() {
        return order;
    }

    void follow(StateGroup newer) {
        order = newer;
        ordered.release();
    }

    private void run() {
        try {
            while (!closed && step() != GroupMembership.Step.LEFT) {
                boolean woken = ordered.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                assert woken || ordered.availablePermits() == 0;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private GroupMembership.Step step() {
        StateGroup now = order;
        try {
            GroupMembership.Step step = membership.step(now);
            if (step == GroupMembership.Step.LEFT) {
                left.run();
                // Whoever ordered more meanwhile is heard: the thread goes on if this host is a member again.
                step = order.getNumber() == now.getNumber() ? step : GroupMembership.Step.DONE;
            }
            tell("");
            return step;
        } catch (IOException | IllegalArgumentException e) {
            tell(String.valueOf(e.getMessage()));
            return GroupMembership.Step.DONE;
        }
    }

    private void tell(String newer) {
        if (!newer.isEmpty() && !newer.equals(problem)) {
            LOG.atWarn()
                    .addKeyValue("group", order.getUid())
                    .addKeyValue("error", newer)
                    .log("a group is not as it was ordered yet; it is tried again");
        }
        problem = newer;
    }

    /** How the group looks from here. */
    GroupState state() {
        try {
            return membership.state(order).setProblem(problem).build();
        } catch (IOException e) {
            return GroupState.newBuilder()
                    .setNumber(order.getNumber())
                    .setProblem(String.valueOf(e.getMessage()))
                    .build();
        }
    }

    @Override
    public void close() {
        closed = true;
        ordered.release();
        thread.interrupt();
    }
}
