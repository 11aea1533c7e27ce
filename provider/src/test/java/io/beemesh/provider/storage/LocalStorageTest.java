package io.beemesh.provider.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.storage.StorageClass;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LocalStorageTest {
    private static final PeerId HOST = KeyPair.generate().peerId();
    private static final StorageClass KIND = Serialization.unmarshal("""
            apiVersion: storage.k8s.io/v1
            kind: StorageClass
            metadata: {name: beemesh-local}
            provisioner: beemesh.io/local
            reclaimPolicy: Retain
            """, StorageClass.class);
    private static final PersistentVolumeClaim CLAIM = Serialization.unmarshal("""
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: data-web-0
              namespace: shop
              uid: 0a1b
              annotations:
                volume.kubernetes.io/selected-node: beemesh
                volume.kubernetes.io/storage-provisioner: beemesh.io/local
            spec:
              accessModes: [ReadWriteOnce]
              storageClassName: beemesh-local
              resources: {requests: {storage: 1Gi}}
            """, PersistentVolumeClaim.class);

    @Test
    void makesAVolumeThatBelongsToTheClaimAndToTheNode() {
        PersistentVolume volume = made(CLAIM);

        assertThat(volume.getMetadata().getName()).isEqualTo("pvc-0a1b");
        assertThat(volume.getMetadata().getFinalizers()).containsExactly(LocalVolumes.FINALIZER);
        assertThat(volume.getSpec().getClaimRef().getUid()).isEqualTo("0a1b");
        assertThat(volume.getSpec().getPersistentVolumeReclaimPolicy()).isEqualTo("Retain");
        assertThat(volume.getSpec().getCapacity().get("storage")).hasToString("1Gi");
        assertThat(volume.getSpec()
                        .getNodeAffinity()
                        .getRequired()
                        .getNodeSelectorTerms()
                        .getFirst()
                        .getMatchExpressions()
                        .getFirst()
                        .getValues())
                .containsExactly("beemesh");
        assertThat(volume.getSpec().getLocal().getPath())
                .isEqualTo("/var/lib/beemesh/claims/c1/" + volume.getMetadata().getName());
        assertThat(LocalVolumes.isOurs(volume)).isTrue();
        assertThat(LocalVolumes.host(volume)).isEmpty();
    }

    @Test
    void leavesClaimsOfOtherNodesProvisionersAndVolumesAlone() {
        assertThat(Provisioning.of(CLAIM, Optional.of(KIND), mesh("other"))).isEqualTo(new Provisioning.Nothing());
        assertThat(decided(edited("volume.kubernetes.io/storage-provisioner", "rancher.io/local-path")))
                .isEqualTo(new Provisioning.Nothing());
        assertThat(decided(edited("volume.kubernetes.io/selected-node", ""))).isEqualTo(new Provisioning.Nothing());
        PersistentVolumeClaim bound = new PersistentVolumeClaimBuilder(CLAIM)
                .editSpec()
                .withVolumeName("pvc-0a1b")
                .endSpec()
                .build();
        assertThat(decided(bound)).isEqualTo(new Provisioning.Nothing());
    }

    @Test
    void refusesWhatNoFolderCanBe() {
        PersistentVolumeClaim block = new PersistentVolumeClaimBuilder(CLAIM)
                .editSpec()
                .withVolumeMode("Block")
                .endSpec()
                .build();

        assertThat(decided(block))
                .isEqualTo(
                        new Provisioning.Refuse("hosts have no raw block volumes (expected: volumeMode Filesystem)"));
    }

    @Test
    void keepsAVolumeUntilItsHostErasedIt() {
        PersistentVolume bound = volume("Bound", "Delete", false);

        assertThat(Disposal.of(bound)).isEqualTo(new Disposal.Keep());
        assertThat(Disposal.of(volume("Released", "Delete", false))).isEqualTo(new Disposal.Delete());
        assertThat(Disposal.of(volume("Released", "Retain", false))).isEqualTo(new Disposal.Keep());
        assertThat(Disposal.of(volume("Bound", "Delete", true))).isEqualTo(new Disposal.Keep());
        assertThat(Disposal.of(volume("Released", "Delete", true))).isEqualTo(new Disposal.Erase(HOST));
        assertThat(Disposal.of(volume("Released", "Retain", true))).isEqualTo(new Disposal.LetGo());
    }

    @Test
    void findsTheClaimsOfAPodThoseThatAreMadeForItAmongThem() {
        Pod pod = Serialization.unmarshal("""
                kind: Pod
                apiVersion: v1
                metadata: {name: web-0}
                spec:
                  volumes:
                  - {name: data, persistentVolumeClaim: {claimName: data-web-0}}
                  - {name: scratch, ephemeral: {volumeClaimTemplate: {spec: {}}}}
                  - {name: none, emptyDir: {}}
                """, Pod.class);

        assertThat(PodClaims.of(pod)).containsExactly("data-web-0", "web-0-scratch");
    }

    @Test
    void saysWhatIsWrongWithAClaimAsTheKubeletDoes() {
        assertThat(BoundClaim.of("c", Optional.empty(), Optional.empty()).problem())
                .isEqualTo("failed to fetch PVC from API server: persistentvolumeclaims \"c\" not found");
        assertThat(BoundClaim.of("c", Optional.of(CLAIM), Optional.empty()).problem())
                .isEqualTo("PVC is not bound");
        PersistentVolumeClaim claim = new PersistentVolumeClaimBuilder(CLAIM)
                .editSpec()
                .withVolumeName("pvc-0a1b")
                .endSpec()
                .withNewStatus()
                .withPhase("Bound")
                .endStatus()
                .build();

        BoundClaim bound = BoundClaim.of("c", Optional.of(claim), Optional.of(volume("Bound", "Delete", false)));

        assertThat(bound.problem()).isEmpty();
        assertThat(bound.host()).contains(HOST);
        assertThat(bound.isElsewhere(HOST)).isFalse();
        assertThat(bound.isElsewhere(KeyPair.generate().peerId())).isTrue();
        assertThat(BoundClaim.of(
                                "c",
                                Optional.of(claim),
                                Optional.of(new PersistentVolumeBuilder()
                                        .withNewMetadata()
                                        .endMetadata()
                                        .build()))
                        .problem())
                .contains("is none that a host can have");
    }

    private static Provisioning decided(PersistentVolumeClaim claim) {
        return Provisioning.of(claim, Optional.of(KIND), mesh("beemesh"));
    }

    private static Provisioning.Mesh mesh(String node) {
        return new Provisioning.Mesh("c1", "default", node::equals);
    }

    private static PersistentVolume made(PersistentVolumeClaim claim) {
        return ((Provisioning.Make) decided(claim)).volume();
    }

    private static PersistentVolumeClaim edited(String annotation, String value) {
        return new PersistentVolumeClaimBuilder(CLAIM)
                .editMetadata()
                .addToAnnotations(annotation, value)
                .endMetadata()
                .build();
    }

    private static PersistentVolume volume(String phase, String policy, boolean deleting) {
        return new PersistentVolumeBuilder(made(CLAIM))
                .editMetadata()
                .addToAnnotations(LocalVolumes.annotations(HOST))
                .withDeletionTimestamp(deleting ? "2026-11-01T12:00:00Z" : null)
                .endMetadata()
                .editSpec()
                .withPersistentVolumeReclaimPolicy(policy)
                .endSpec()
                .withNewStatus()
                .withPhase(phase)
                .endStatus()
                .build();
    }
}
