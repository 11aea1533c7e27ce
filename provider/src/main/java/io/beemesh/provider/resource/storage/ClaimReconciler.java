package io.beemesh.provider.resource.storage;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.event.ObjectEvents;
import io.beemesh.provider.storage.Provisioning;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.Optional;

/** Makes a volume for each claim of ours whose first pod the scheduler has given to a node of the mesh. */
@ControllerConfiguration(name = "local-claim", generationAwareEventProcessing = false)
final class ClaimReconciler implements Reconciler<PersistentVolumeClaim> {
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private final Provisioning.Mesh mesh;
    private final ObjectEvents events;

    ClaimReconciler(Provisioning.Mesh mesh, ObjectEvents events) {
        this.mesh = mesh;
        this.events = events;
    }

    @Override
    public UpdateControl<PersistentVolumeClaim> reconcile(
            PersistentVolumeClaim claim, Context<PersistentVolumeClaim> context) {
        if (!Provisioning.isOpen(claim)) {
            return UpdateControl.noUpdate();
        }
        KubernetesClient client = context.getClient();
        return switch (Provisioning.of(claim, kind(client, claim), mesh)) {
            case Provisioning.Nothing nothing -> UpdateControl.noUpdate();
            case Provisioning.Refuse refusal -> {
                say(claim, true, "ProvisioningFailed", refusal.message());
                yield UpdateControl.noUpdate();
            }
            case Provisioning.Make wanted -> make(client, claim, wanted.volume());
        };
    }

    private static Optional<StorageClass> kind(KubernetesClient client, PersistentVolumeClaim claim) {
        String name = claim.getSpec().getStorageClassName();
        return name == null
                ? Optional.empty()
                : Optional.ofNullable(
                        client.storage().v1().storageClasses().withName(name).get());
    }

    private UpdateControl<PersistentVolumeClaim> make(
            KubernetesClient client, PersistentVolumeClaim claim, PersistentVolume volume) {
        String name = volume.getMetadata().getName();
        return switch (Answer.of(() -> client.resource(volume).create())) {
            case Answer.Done<PersistentVolume>(PersistentVolume made) -> {
                say(
                        claim,
                        false,
                        "ProvisioningSucceeded",
                        "Successfully provisioned volume " + name
                                + "; the host of its first pod will have it, and nothing there enforces its size");
                yield UpdateControl.noUpdate();
            }
            // An earlier attempt, whose answer was lost.
            case Answer.Conflict<PersistentVolume>() -> UpdateControl.noUpdate();
            case Answer.Missing<PersistentVolume>() -> again();
            case Answer.Failed<PersistentVolume>(String reason, boolean retryable) -> {
                say(claim, true, "ProvisioningFailed", "volume " + name + " cannot be made: " + reason);
                yield again();
            }
        };
    }

    private static UpdateControl<PersistentVolumeClaim> again() {
        return UpdateControl.<PersistentVolumeClaim>noUpdate().rescheduleAfter(AGAIN);
    }

    private void say(PersistentVolumeClaim claim, boolean warning, String reason, String message) {
        events.record(ObjectEvents.ObjectRef.ofCore(claim), new ObjectEvents.Note(warning, reason, message));
    }
}
