package io.beemesh.agent.pods.request;

import io.beemesh.agent.pods.assignment.Assignment;
import io.beemesh.agent.pods.env.Downward;
import io.beemesh.agent.pods.env.MissingValue;
import io.beemesh.agent.pods.env.Sources;
import io.beemesh.agent.pods.env.Surroundings;
import io.beemesh.agent.pods.security.RunAs;
import io.beemesh.agent.spec.EnvVar;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.Volume;
import io.beemesh.agent.volumes.Projection;
import io.beemesh.agent.volumes.VolumeSpec;
import io.beemesh.mesh.wire.ClaimedVolume;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The volumes of a pod with their contents; pure. */
public final class VolumeSpecs {
    /** Of a group's token: the group's right to read is added to it. */
    private static final int TOKEN_MODE = 0600;

    private final Assignment assignment;
    private final Downward downward;

    /** For one pod, told of where it runs. */
    public VolumeSpecs(Assignment assignment, Surroundings surroundings) {
        this.assignment = assignment;
        this.downward = new Downward(assignment.pod(), surroundings);
    }

    /**
     * All but paths of the host and images, which are mounted as they are.
     *
     * @throws MissingValue in the kubelet's words, for {@code FailedMount}
     */
    public List<VolumeSpec> all() throws MissingValue {
        List<VolumeSpec> specs = new ArrayList<>();
        for (Volume volume : assignment.pod().volumes()) {
            switch (volume.source()) {
                case Volume.Source.HostPath path -> {}
                case Volume.Source.Image image -> {}
                case Volume.Source.EmptyDir empty ->
                    specs.add(new VolumeSpec.EmptyDir(
                            volume.name(), empty.memory(), empty.sizeLimit().units()));
                case Volume.Source.ConfigMap map ->
                    specs.add(files(
                            volume,
                            VolumeSpec.Kind.CONFIG_MAP,
                            map.mode(),
                            List.of(configMap(map.object(), map.items()))));
                case Volume.Source.Secret secret ->
                    specs.add(files(
                            volume,
                            VolumeSpec.Kind.SECRET,
                            secret.mode(),
                            List.of(secret(secret.object(), secret.items()))));
                case Volume.Source.DownwardApi api ->
                    specs.add(files(volume, VolumeSpec.Kind.DOWNWARD_API, api.mode(), fields(volume, api.files())));
                case Volume.Source.Claim claim -> specs.add(claimed(volume, claim));
                case Volume.Source.Projected projected ->
                    specs.add(
                            files(volume, VolumeSpec.Kind.PROJECTED, projected.mode(), projections(volume, projected)));
            }
        }
        return specs;
    }

    private VolumeSpec claimed(Volume volume, Volume.Source.Claim claim) throws MissingValue {
        Pod pod = assignment.pod();
        String name = claim.name().isEmpty() ? pod.meta().name() + "-" + volume.name() : claim.name();
        Optional<ClaimedVolume> bound = assignment.order().getClaimsList().stream()
                .filter(one -> one.getClaim().equals(name))
                .findFirst();
        String problem = bound.map(ClaimedVolume::getProblem).orElse("the provider sent no volume for it");
        if (!problem.isEmpty()) {
            throw new MissingValue("Unable to attach or mount volumes: unmounted volumes=[" + volume.name()
                    + "], unattached volumes=[], failed to process volumes=[" + volume.name()
                    + "]: error processing PVC " + pod.meta().namespace() + "/" + name + ": " + problem);
        }
        return new VolumeSpec.Claimed(volume.name(), bound.orElseThrow().getVolume());
    }

    private static VolumeSpec files(Volume volume, VolumeSpec.Kind kind, int mode, List<Projection> projections) {
        return new VolumeSpec.Files(volume.name(), kind, mode, projections);
    }

    private List<Projection> projections(Volume volume, Volume.Source.Projected projected) throws MissingValue {
        List<Projection> all = new ArrayList<>();
        for (Volume.Projection source : projected.sources()) {
            switch (source) {
                case Volume.Projection.ConfigMap map -> all.add(configMap(map.object(), map.items()));
                case Volume.Projection.Secret secret -> all.add(secret(secret.object(), secret.items()));
                case Volume.Projection.DownwardApi api -> all.addAll(fields(volume, api.files()));
                case Volume.Projection.ServiceAccountToken token -> all.add(token(volume, token));
            }
        }
        return all;
    }

    private Projection configMap(String object, Volume.Items items) {
        Sources sources = assignment.sources();
        return new Projection.ConfigMap(
                object, sources.configMap(object).orElse(null), chosen(items), items.optional());
    }

    private Projection secret(String object, Volume.Items items) {
        Sources sources = assignment.sources();
        return new Projection.Secret(object, sources.secret(object).orElse(null), chosen(items), items.optional());
    }

    private Projection token(Volume volume, Volume.Projection.ServiceAccountToken token) throws MissingValue {
        byte[] bytes = assignment
                .sources()
                .token(token.audience())
                .orElseThrow(
                        () -> failed(volume, "the provider sent no token for audience \"" + token.audience() + "\""));
        Pod pod = assignment.pod();
        OptionalInt mode = pod.security().fsGroup().isPresent() ? OptionalInt.of(TOKEN_MODE) : OptionalInt.empty();
        return new Projection.Inline(token.path(), bytes, mode, RunAs.ofAll(pod));
    }

    private List<Projection> fields(Volume volume, List<Volume.FieldFile> files) throws MissingValue {
        List<Projection> all = new ArrayList<>();
        for (Volume.FieldFile file : files) {
            try {
                String value = value(file);
                all.add(new Projection.Inline(file.path(), value.getBytes(StandardCharsets.UTF_8), file.mode()));
            } catch (MissingValue missing) {
                throw failed(volume, missing.sentence());
            }
        }
        return all;
    }

    private String value(Volume.FieldFile file) throws MissingValue {
        if (file.field().isPresent()) {
            return downward.field(file.field().get().fieldPath());
        }
        EnvVar.Source.Resource resource =
                file.resource().orElseThrow(() -> new MissingValue("file " + file.path() + " names no field"));
        return downward.resource(resource, assignment.pod().containers().getFirst());
    }

    private static MissingValue failed(Volume volume, String why) {
        return new MissingValue("MountVolume.SetUp failed for volume \"" + volume.name() + "\" : " + why);
    }

    private static List<Projection.Item> chosen(Volume.Items items) {
        return items.chosen().stream()
                .map(item -> new Projection.Item(item.key(), item.path(), item.mode()))
                .toList();
    }
}
