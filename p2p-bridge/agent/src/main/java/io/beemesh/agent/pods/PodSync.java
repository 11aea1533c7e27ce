package io.beemesh.agent.pods;

import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.assignment.Host;
import io.beemesh.agent.pods.assignment.Tenures;
import io.beemesh.agent.pods.plan.ImageChanges;
import io.beemesh.agent.pods.plan.Plan;
import io.beemesh.agent.pods.plan.Run;
import io.beemesh.agent.pods.plan.Runs;
import io.beemesh.agent.pods.resize.Allocation;
import io.beemesh.agent.pods.resize.ResizePlan;
import io.beemesh.agent.pods.resize.Resizer;
import io.beemesh.agent.pods.status.PodView;
import io.beemesh.agent.spec.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
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
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration LATE = Duration.ofSeconds(15);

    private final Host host;
    private final PodEntry.Tools tools;
    private final PodMemory memory;
    private final StatusBoard board;
    private final Salvage salvage;
    private final Unwinding unwinding;
    private final Resizer resizer;
    private Assignment assignment;
    private Stage stage;
    private Instant wakeAt = Instant.MAX;
    /** What is known without asking again, for the next move of a step. */
    private Optional<Sight> sight = Optional.empty();
    /** Podman, the last time. */
    private boolean answered = true;

    /** A pod as it was just seen. */
    private record Sight(PodInfo sandbox, Runs runs) {}

    PodSync(Assignment assignment, PodMemory memory, Host host, PodEntry.Tools tools) {
        this.assignment = assignment;
        this.memory = memory;
        this.host = host;
        this.tools = tools;
        this.board = new StatusBoard(host, memory, tools.probes(), tools.reports());
        this.salvage = new Salvage(host, memory, board);
        this.unwinding = new Unwinding(tools.stopper());
        this.resizer = new Resizer(host, memory.resize, tools.reports());
        this.stage = memory.ended ? new Stage.Ended(Optional.empty()) : Stage.SettingUp.AT_ONCE;
    }

    /** Whether the pod is removed and forgotten. */
    boolean gone() {
        return stage instanceof Stage.Gone;
    }

    Assignment assignment() {
        return assignment;
    }

    /** Whether it was seen at the last look that these containers run. */
    boolean sawRunning(Collection<String> containers) {
        return board.sawRunning(containers);
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
                board.event(assignment, true, "FailedMount", failed.message());
            }
        } else if (stage instanceof Stage.SettingUp) {
            stage = Stage.SettingUp.AT_ONCE;
        }
    }

    /** Begins to stop the pod for good, or hurries. */
    void stop(long graceSeconds) {
        Instant killAt = host.steadyTime().plusSeconds(graceSeconds).plus(LATE);
        switch (stage) {
            case Stage.SettingUp s -> stage = new Stage.Stopping(Optional.empty(), graceSeconds, killAt, true);
            case Stage.Active a -> stage = new Stage.Stopping(Optional.of(a.sandbox()), graceSeconds, killAt, true);
            case Stage.Ended e -> stage = new Stage.Stopping(e.sandbox(), graceSeconds, killAt, true);
            case Stage.Stopping s ->
                stage = s.forGood(graceSeconds, host.steadyTime().plusSeconds(graceSeconds));
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
        sight = Optional.empty();
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
        Runs runs = there.isPresent() ? look() : board.nothing(assignment);
        publish(runs, Optional.empty(), false);
        return switch (tools.sandboxes().setUp(assignment)) {
            case Sandboxes.Outcome.Ready ready -> {
                stage = new Stage.Active(ready.pod());
                sight = there.isPresent() ? Optional.empty() : Optional.of(new Sight(ready.pod(), runs));
                yield true;
            }
            case Sandboxes.Outcome.Failed failed -> {
                board.event(assignment, true, failed.reason(), failed.message());
                Stage.SettingUp again = setup.failed(now);
                stage = again;
                wakeBy(again.notBefore());
                yield false;
            }
        };
    }

    private boolean advance() throws PodmanException, InterruptedException {
        Optional<Sight> seen = sight.isPresent() ? sight : see();
        sight = Optional.empty();
        if (seen.isEmpty()) {
            stage = Stage.SettingUp.AT_ONCE;
            return true;
        }
        PodInfo sandbox = seen.get().sandbox();
        stage = new Stage.Active(sandbox);
        if (deadlinePassed()) {
            return true;
        }
        Tenures.Tenure tenure = host.tenures().of(assignment, sandbox.network());
        List<String> ips = Sandboxes.addresses(assignment, sandbox);
        Runs runs = seen.get().runs();
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
            board.awaits(assignment, awaited.why());
            wakeBy(host.steadyTime().plus(RETRY));
            return false;
        }
        List<String> made = new ArrayList<>();
        for (Container container : plan.start()) {
            if (container.isEphemeral() && memory.lostEnds.containsKey(container.name())) {
                continue;
            }
            start(container, runs.current(container.name()), ips).ifPresent(made::add);
        }
        List<Run> outdated = runs.outdated().toList();
        for (Run old : outdated) {
            host.podman().removeContainer(old.info().id());
        }
        if (made.isEmpty() && !plan.start().isEmpty()) {
            publish(look(), Optional.of(sandbox), false);
        } else if (!made.isEmpty() && outdated.isEmpty()) {
            sight = Optional.of(new Sight(sandbox, board.look(assignment, made)));
        }
        return !made.isEmpty();
    }

    private Optional<Sight> see() throws PodmanException {
        Optional<PodInfo> sandbox = tools.sandboxes().find(assignment).filter(PodInfo::infraRuns);
        return sandbox.isEmpty() ? Optional.empty() : Optional.of(new Sight(sandbox.get(), look()));
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
            moved |= start(specOf(run), Optional.of(run), ips).isPresent();
        }
        publish(look(), Optional.of(sandbox), false);
        return moved;
    }

    private Optional<String> start(Container container, Optional<Run> before, List<String> ips)
            throws InterruptedException {
        Optional<String> made =
                tools.starter().start(new ContainerStarter.Request(assignment, container, before, ips), memory);
        PodMemory.Hold hold = memory.holds.get(container.name());
        if (hold != null) {
            wakeBy(hold.until());
        }
        return made;
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
        board.event(assignment, false, "DeadlineExceeded", message);
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

    private void wakeBy(Instant instant) {
        wakeAt = instant.isBefore(wakeAt) ? instant : wakeAt;
    }
}
