package io.beemesh.provider.resource.storage;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.event.ObjectEvents;
import io.beemesh.provider.storage.Disposal;
import io.beemesh.provider.storage.LocalVolumes;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.StatusDetails;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes a volume of ours that nobody claims any more, when its host has erased the data. */
@ControllerConfiguration(
        name = "local-volume",
        finalizerName = LocalVolumes.FINALIZER,
        generationAwareEventProcessing = false)
final class VolumeReconciler implements Reconciler<PersistentVolume>, Cleaner<PersistentVolume> {
    private static final Logger log = LoggerFactory.getLogger(VolumeReconciler.class);
    private static final Duration AGAIN = Duration.ofSeconds(5);

    private final String clusterId;
    private final PodClient hosts;
    private final ObjectEvents events;

    VolumeReconciler(String clusterId, PodClient hosts, ObjectEvents events) {
        this.clusterId = clusterId;
        this.hosts = hosts;
        this.events = events;
    }

    @Override
    public UpdateControl<PersistentVolume> reconcile(PersistentVolume volume, Context<PersistentVolume> context) {
        if (LocalVolumes.isOurs(volume) && Disposal.of(volume) instanceof Disposal.Delete) {
            Answer<List<StatusDetails>> answer =
                    Answer.of(() -> context.getClient().resource(volume).delete());
            if (answer instanceof Answer.Failed<List<StatusDetails>>(String reason, boolean retryable)) {
                say(volume, "volume cannot be deleted: " + reason);
                return UpdateControl.<PersistentVolume>noUpdate().rescheduleAfter(AGAIN);
            }
        }
        return UpdateControl.noUpdate();
    }

    @Override
    public DeleteControl cleanup(PersistentVolume volume, Context<PersistentVolume> context) {
        return switch (Disposal.of(volume)) {
            case Disposal.Keep keep -> DeleteControl.noFinalizerRemoval();
            case Disposal.Delete delete -> DeleteControl.noFinalizerRemoval();
            case Disposal.LetGo letGo -> DeleteControl.defaultDelete();
            case Disposal.Erase erase -> erase(volume, erase.host());
        };
    }

    private DeleteControl erase(PersistentVolume volume, PeerId host) {
        String name = volume.getMetadata().getName();
        EraseVolume request =
                EraseVolume.newBuilder().setClusterId(clusterId).setVolume(name).build();
        try {
            return switch (hosts.erase(host, request)) {
                case NoteOutcome.Noted noted -> {
                    log.atInfo()
                            .addKeyValue("volume", name)
                            .addKeyValue("host", host)
                            .log("data of a volume erased");
                    yield DeleteControl.defaultDelete();
                }
                case NoteOutcome.Unreachable unreachable -> {
                    say(volume, "data on host " + host + " are not erased yet: " + unreachable.message());
                    yield again();
                }
            };
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return again();
        }
    }

    private static DeleteControl again() {
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(AGAIN);
    }

    private void say(PersistentVolume volume, String message) {
        events.record(
                ObjectEvents.ObjectRef.ofCore(volume), new ObjectEvents.Note(true, "VolumeFailedDelete", message));
    }
}
