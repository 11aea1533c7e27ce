package io.beemesh.provider.resource.state;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.pod.PodSource;
import io.beemesh.provider.kube.workload.StatefulSets;
import io.beemesh.provider.resource.Operators;
import io.beemesh.provider.state.Grouping;
import io.beemesh.provider.state.StateWish;
import io.beemesh.provider.state.Workload;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the reconciler of StateGroups, and makes the StateGroup of each workload whose pods ask for one. */
public final class StateGroupController implements Grouping, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StateGroupController.class);

    /** Pods that wait to be looked at; one that finds no room is looked at with its next change. */
    private static final int WAITING_MAX = 10_000;

    /** How often all pods are looked at while none changes. */
    private static final int LOOK_SECONDS = 5;

    private final KubernetesClient client;
    private final GroupMeans means;
    private final StateGroupReconciler reconciler;
    private final Operator operator;
    private final BlockingQueue<String> changed = new LinkedBlockingQueue<>(WAITING_MAX);
    private final Thread thread = Thread.ofVirtual().name("bm-state-groups").unstarted(this::run);
    private PodSource.Listening ear = () -> {};
    private volatile boolean started;

    /** Nothing happens before {@link #start}; the client is somebody else's to close. */
    public StateGroupController(KubernetesClient client, GroupMeans means) {
        this.client = client;
        this.means = means;
        this.reconciler = new StateGroupReconciler(means);
        this.operator = Operators.over(client);
    }

    /** Starts the reconciler; returns when it knows all StateGroups. */
    public void start() {
        operator.register(reconciler);
        operator.start();
        started = true;
        thread.start();
        ear = means.cluster().pods().listen(uid -> {
            boolean waits = changed.offer(uid);
            assert waits || changed.remainingCapacity() == 0;
        });
    }

    @Override
    public Optional<StateWish> wish(Pod pod) {
        Optional<Workload> workload = Workload.of(pod);
        if (workload.filter(it -> it.kind().equals(Workload.STATEFUL_SET)).isEmpty()) {
            return Optional.of(StateWish.of(pod, Map.of()));
        }
        Optional<StatefulSets.Facts> facts =
                means.cluster().sets().find(workload.get().uid());
        return facts.isEmpty() && !means.cluster().sets().synced()
                ? Optional.empty()
                : Optional.of(StateWish.of(
                        pod, facts.map(StatefulSets.Facts::annotations).orElse(Map.of())));
    }

    @Override
    public Optional<String> of(Workload workload) {
        return reconciler.of(workload);
    }

    @Override
    public Optional<Set<String>> of(PeerId host) {
        return started ? Optional.of(reconciler.of(host)) : Optional.empty();
    }

    @Override
    public Optional<Instant> ledSince(Pod pod) {
        Optional<String> group = wish(pod)
                .flatMap(
                        wish -> wish instanceof StateWish.Grouped(Workload workload) ? of(workload) : Optional.empty());
        return group.isEmpty() ? Optional.of(Instant.MIN) : reconciler.ledSince(group.get());
    }

    @Override
    public RunPod signed(RunPod order) {
        return order.getStateGroup().isEmpty() ? order : means.keys().signed(order);
    }

    private void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                String uid = changed.poll(LOOK_SECONDS, TimeUnit.SECONDS);
                if (uid != null) {
                    means.cluster().pods().find(uid).ifPresent(this::look);
                } else {
                    // One may have had to wait until the group of a workload of the same name was gone.
                    means.cluster().pods().all().forEach(this::look);
                }
            }
        } catch (InterruptedException e) {
            log.atDebug().log("state group thread was interrupted");
        }
    }

    private void look(Pod pod) {
        Optional<StateWish> wish = wish(pod);
        if (wish.isPresent() && wish.get() instanceof StateWish.Grouped(Workload workload)) {
            if (!reconciler.nudge(workload.namespace(), workload.groupName())) {
                make(workload);
            }
        }
    }

    private void make(Workload workload) {
        StateGroup group = new StateGroup();
        group.setMetadata(new ObjectMetaBuilder()
                .withNamespace(workload.namespace())
                .withName(workload.groupName())
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion(workload.apiVersion())
                        .withKind(workload.kind())
                        .withName(workload.name())
                        .withUid(workload.uid())
                        .build())
                .build());
        group.setSpec(StateGroupSpec.of(workload));
        Answer<StateGroup> made = Answer.of(
                () -> client.resource(group).inNamespace(workload.namespace()).create());
        if (made instanceof Answer.Failed<StateGroup>(String reason, boolean retryable)) {
            log.atWarn()
                    .addKeyValue("group", workload.namespace() + "/" + workload.groupName())
                    .addKeyValue("error", reason)
                    .addKeyValue("againSeconds", LOOK_SECONDS)
                    .log("a workload's group cannot be made, trying again");
        }
    }

    /** Stops writing; StateGroups and the groups on hosts stay as they are. Idempotent. */
    @Override
    public void close() {
        ear.close();
        thread.interrupt();
        operator.stop();
    }
}
