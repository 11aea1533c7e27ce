package io.beemesh.agent.pods;

import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.PodReports;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.plan.ImageChanges;
import io.beemesh.agent.pods.plan.Plan;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.pods.probe.Probes;
import io.beemesh.agent.pods.resize.Allocation;
import io.beemesh.agent.pods.resize.ResizePlan;
import io.beemesh.agent.pods.resize.Resizer;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.spec.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One pod's life, one step at a time: looks at what is, does what is next, tells what changed. Knows no thread; for one
 * at a time. Steps may be repeated and may be left out: nothing is remembered that cannot be seen again.
 */
final class PodSync {
    private static final Logger LOG = LoggerFactory.getLogger(PodSync.class);
    /** Among moments, whose other names are those of containers. */
    private static final String POD = "";

    private static final int MOVES_MAX = 64;
    private static final int FAILURES_MAX = 6;
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofSeconds(15);

    private final Host host;
    private final Tools tools;
    private final PodMemory memory;
    private final StatusBoard board;
    private final Salvage salvage;
    private final Unwinding unwinding;
    private final Resizer resizer;
    private Assignment assignment;
    private Stage stage;
    private Instant wakeAt = Instant.MAX;
    /** Podman, the last time. */
    private boolean answered = true;

    /**
     * What a pod is worked on with.
     *
     * @param freed told when the pod takes up no room any more
     */
    record Tools(
            Sandboxes sandboxes,
            ContainerStarter starter,
            Stopper stopper,
            Probes probes,
            PodReports reports,
            Runnable freed) {}

    PodSync(Assignment assignment, PodMemory memory, Host host, Tools tools) {
        this.assignment = assignment;
        this.memory = memory;
        this.host = host;
        this.tools = tools;
        this.board = new StatusBoard(host, memory, tools.probes(), tools.reports());
        this.salvage = new Salvage(host, memory, board);
        this.unwinding = new Unwinding(tools.stopper());
        this.resizer = new Resizer(host, memory.resize, tools.reports());
        this.stage = memory.ended ? new Stage.Ended(Optional.empty()) : new Stage.SettingUp(0, Instant.MIN);
    }

    /** Whether the pod is removed and forgotten. */
    boolean gone() {
        return stage instanceof Stage.Gone;
    }

    Assignment assignment() {
        return assignment;
    }

    /** Takes on a newer revision: sources, conditions of others, metadata, resources. */
    void revise(Assignment newer) {
        if (!Allocation.of(assignment.pod()).suits(newer.pod())) {
            memory.resize.begin(newer.pod().meta().generation(), host.timeOfDay());
        }
        // What readiness waits for is others' to set, and to take back.
        newer.pod().placement().readinessGates().forEach(memory.conditions::remove);
        newer.conditions().forEach(memory.conditions::putIfAbsent);
        memory.holds.values().removeIf(hold -> hold.waiting().reason().equals("CreateContainerConfigError"));
        memory.holds.keySet().removeIf(name -> !newer.image(name).equals(assignment.image(name)));
        assignment = newer;
        if (stage instanceof Stage.Active active) {
            List<String> ips = Sandboxes.addresses(newer, active.sandbox());
            if (tools.sandboxes().volumes(newer, ips) instanceof Sandboxes.VolumesReady.Failed failed) {
                event(true, "FailedMount", failed.message());
            }
        } else if (stage instanceof Stage.SettingUp) {
            stage = new Stage.SettingUp(0, Instant.MIN);
        }
    }

    /** Begins to stop the pod for good, or hurries. */
    void stop(long graceSeconds) {
        Instant killAt = host.steadyTime().plusSeconds(graceSeconds).plus(LATE);
        switch (stage) {
            case Stage.SettingUp s -> stage = new Stage.Stopping(Optional.empty(), graceSeconds, killAt, true);
            case Stage.Active a -> stage = new Stage.Stopping(Optional.of(a.sandbox()), graceSeconds, killAt, true);
            case Stage.Ended e -> stage = new Stage.Stopping(e.sandbox(), graceSeconds, killAt, true);
            case Stage.Stopping s -> {
                boolean sooner = graceSeconds < s.graceSeconds();
                Instant hurried = host.steadyTime().plusSeconds(graceSeconds);
                stage = new Stage.Stopping(
                        s.sandbox(), Math.min(graceSeconds, s.graceSeconds()), sooner ? hurried : s.killAt(), true);
            }
            case Stage.Gone g -> {}
        }
    }

    /** Fails the pod as a whole, if it has not ended: its containers are stopped, and it stays to be looked at. */
    boolean fail(PodView.Failure failure, long graceSeconds) {
        if (memory.ended || stage instanceof Stage.Stopping || gone()) {
            return false;
        }
        memory.failure = Optional.of(failure);
        Optional<PodInfo> sandbox = stage instanceof Stage.Active a ? Optional.of(a.sandbox()) : Optional.empty();
        Instant killAt = host.steadyTime().plusSeconds(graceSeconds).plus(LATE);
        stage = new Stage.Stopping(sandbox, graceSeconds, killAt, false);
        return true;
    }

    /** Does all that can be done, and says when it wants to be called again at the latest. */
    Instant step() throws InterruptedException {
        wakeAt = Instant.MAX;
        for (int moves = 0; moves < MOVES_MAX && move(); moves++) {
            wakeAt = Instant.MAX;
        }
        return wakeAt;
    }

    /** One move; whether another one may follow at once. */
    private boolean move() throws InterruptedException {
        try {
            boolean moved =
                    switch (stage) {
                        case Stage.SettingUp setup -> setUp(setup);
                        case Stage.Active active -> advance();
                        case Stage.Stopping stopping -> wind(stopping);
                        case Stage.Ended ended -> rest(ended);
                        case Stage.Gone gone -> false;
                    };
            answered = true;
            return moved;
        } catch (PodmanException e) {
            if (answered) {
                LOG.atWarn()
                        .addKeyValue("pod", assignment.pod().meta().fullName())
                        .addKeyValue("error", e.getMessage())
                        .log("podman did not answer; the pod is left as it is and looked at again");
            }
            answered = false;
            wakeBy(host.steadyTime().plus(RETRY));
            return false;
        }
    }

    private boolean setUp(Stage.SettingUp setup) throws PodmanException, InterruptedException {
        Instant now = host.steadyTime();
        if (now.isBefore(setup.notBefore())) {
            wakeBy(setup.notBefore());
            return false;
        }
        Optional<PodInfo> there = tools.sandboxes().find(assignment);
        if (there.filter(PodInfo::infraRuns).isPresent()) {
            stage = new Stage.Active(there.get());
            return true;
        }
        if (there.isPresent() && !board.containers(assignment).isEmpty() && !salvage.run(assignment)) {
            end(Optional.empty());
            return true;
        }
        publish(look(), Optional.empty(), false);
        return switch (tools.sandboxes().setUp(assignment)) {
            case Sandboxes.Outcome.Ready ready -> {
                stage = new Stage.Active(ready.pod());
                yield true;
            }
            case Sandboxes.Outcome.Failed failed -> {
                event(true, failed.reason(), failed.message());
                int failures = Math.min(setup.failures() + 1, FAILURES_MAX);
                stage = new Stage.SettingUp(failures, now.plus(RETRY.multipliedBy(1L << failures)));
                wakeBy(((Stage.SettingUp) stage).notBefore());
                yield false;
            }
        };
    }

    private boolean advance() throws PodmanException, InterruptedException {
        Optional<PodInfo> there = tools.sandboxes().find(assignment).filter(PodInfo::infraRuns);
        if (there.isEmpty()) {
            stage = new Stage.SettingUp(0, Instant.MIN);
            return true;
        }
        PodInfo sandbox = there.get();
        stage = new Stage.Active(sandbox);
        if (deadlinePassed()) {
            return true;
        }
        Tenures.Tenure tenure = host.tenures().of(assignment, sandbox.network());
        List<String> ips = Sandboxes.addresses(assignment, sandbox);
        Runs runs = look();
        tools.probes().watch(assignment.pod(), runs, ips);
        List<Run> replaced = memory.replaced(assignment.pod(), runs);
        if (!replaced.isEmpty()) {
            return startAgain(replaced, sandbox, ips);
        }
        Plan plan = Plan.of(
                assignment.pod(), runs, run -> tools.probes().started(run.info().id(), specOf(run)));
        if (plan.over()) {
            end(Optional.of(sandbox));
            return true;
        }
        ResizePlan resize = resizer.plan(assignment, runs);
        publish(runs, Optional.of(sandbox), false);
        if (Plan.renews(assignment.pod(), runs)) {
            tools.probes().stop();
            salvage.renew(assignment, runs);
            return true;
        }
        ImageChanges.of(assignment.pod(), runs)
                .forEach(run -> replace(run, "definition changed, will be restarted", ips));
        if (resized(resize, ips)) {
            return true;
        }
        publish(runs, Optional.of(sandbox), false);
        for (Run run : plan.stop()) {
            unwinding.stop(assignment, run, ips, assignment.pod().lifetime().graceSeconds());
        }
        if (tenure instanceof Tenures.Tenure.Awaited awaited && !plan.start().isEmpty()) {
            return waitsForGroup(awaited.why());
        }
        boolean moved = false;
        for (Container container : plan.start()) {
            if (container.isEphemeral() && memory.lostEnds.containsKey(container.name())) {
                continue;
            }
            moved |= start(container, runs.current(container.name()), ips);
        }
        for (Run old : runs.outdated().toList()) {
            host.podman().removeContainer(old.info().id());
        }
        if (!moved && !plan.start().isEmpty()) {
            publish(look(), Optional.of(sandbox), false);
        }
        return moved;
    }

    private boolean waitsForGroup(String why) {
        if (!why.equals(memory.awaited)) {
            memory.awaited = why;
            event(false, "StateGroupPending", "The pod waits for its workload's group: " + why);
        }
        wakeBy(host.steadyTime().plus(RETRY));
        return false;
    }

    /** Whether containers were given other resources while they run; others are stopped to be started with them. */
    private boolean resized(ResizePlan plan, List<String> ips) {
        for (ResizePlan.Change change : plan.restarts()) {
            replace(change.run(), "resize requires restart", ips);
        }
        return switch (resizer.update(assignment, plan)) {
            case NOTHING -> false;
            case GIVEN -> true;
            case FAILED -> {
                wakeBy(host.steadyTime().plus(ContainerStarter.RETRY));
                yield false;
            }
        };
    }

    /** Stops a run; it is started again whatever the pod says of ends. */
    private void replace(Run run, String why, List<String> ips) {
        memory.replace(run);
        String message = "Container " + run.container() + " " + why;
        long grace = assignment.pod().lifetime().graceSeconds();
        tools.stopper().stop(new Stopper.Request(assignment, run, ips, grace, message));
    }

    private boolean startAgain(List<Run> replaced, PodInfo sandbox, List<String> ips)
            throws PodmanException, InterruptedException {
        boolean moved = false;
        for (Run run : replaced) {
            moved |= start(specOf(run), Optional.of(run), ips);
        }
        publish(look(), Optional.of(sandbox), false);
        return moved;
    }

    private boolean start(Container container, Optional<Run> before, List<String> ips) throws InterruptedException {
        boolean moved = tools.starter().start(new ContainerStarter.Request(assignment, container, before, ips), memory);
        PodMemory.Hold hold = memory.holds.get(container.name());
        if (hold != null) {
            wakeBy(hold.until());
        }
        return moved;
    }

    private Container specOf(Run run) {
        return assignment
                .pod()
                .container(run.container())
                .orElse(assignment.pod().containers().getFirst());
    }

    private boolean deadlinePassed() {
        OptionalLong seconds = assignment.pod().lifetime().activeDeadlineSeconds();
        if (seconds.isEmpty()) {
            return false;
        }
        Instant deadline = memory.moments.of(POD, memory.startTime, host.now()).plusSeconds(seconds.getAsLong());
        if (host.steadyTime().isBefore(deadline)) {
            wakeBy(deadline);
            return false;
        }
        String message = "Pod was active on the node longer than the specified deadline";
        event(false, "DeadlineExceeded", message);
        return fail(
                new PodView.Failure("DeadlineExceeded", message),
                assignment.pod().lifetime().graceSeconds());
    }

    private boolean wind(Stage.Stopping stopping) throws PodmanException {
        tools.probes().stop();
        Runs runs = look();
        List<Run> left = runs.running().toList();
        if (left.isEmpty()) {
            if (stopping.remove()) {
                remove(runs, stopping);
            } else {
                end(stopping.sandbox());
            }
            return true;
        }
        publish(runs, stopping.sandbox(), false);
        wakeBy(unwinding.step(assignment, stopping, left, host.steadyTime()));
        return false;
    }

    private boolean rest(Stage.Ended ended) throws PodmanException {
        if (!memory.released) { // by an agent before this one, which may have left that out
            release();
        }
        if (!memory.endTold) {
            publish(look(), ended.sandbox(), true);
            memory.endTold = true;
        }
        return false;
    }

    private void release() throws PodmanException {
        tools.sandboxes().release(assignment);
        memory.released = true;
    }

    private void end(Optional<PodInfo> sandbox) throws PodmanException {
        release();
        memory.ended = true;
        memory.holds.clear();
        tools.probes().stop();
        stage = new Stage.Ended(sandbox);
        tools.freed().run();
    }

    private void remove(Runs runs, Stage.Stopping stopping) throws PodmanException {
        memory.holds.clear();
        publish(runs, stopping.sandbox(), true);
        tools.sandboxes().remove(assignment);
        stage = new Stage.Gone();
    }

    private Runs look() throws PodmanException {
        return board.look(assignment);
    }

    private void publish(Runs runs, Optional<PodInfo> sandbox, boolean terminal) {
        board.publish(assignment, runs, sandbox, terminal);
    }

    private void event(boolean warning, String reason, String message) {
        board.event(assignment, warning, reason, message);
    }

    private void wakeBy(Instant instant) {
        wakeAt = instant.isBefore(wakeAt) ? instant : wakeAt;
    }
}
