package io.beemesh.provider.pods.resolve;

import com.google.protobuf.ByteString;
import io.beemesh.mesh.wire.ClaimedVolume;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.provider.kube.KubeUnavailableException;
import io.beemesh.provider.kube.pod.ObjectReader;
import io.beemesh.provider.kube.pod.ObjectReader.ObjectName;
import io.beemesh.provider.kube.pod.ObjectReader.Token;
import io.beemesh.provider.kube.pod.ObjectReader.TokenWish;
import io.beemesh.provider.kube.pod.PodJson;
import io.beemesh.provider.kube.pod.PodRef;
import io.beemesh.provider.storage.BoundClaim;
import io.beemesh.provider.storage.PodClaims;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a host needs to run a pod: the pod itself and the objects that it names, nothing else.
 *
 * <p>The same objects make the same request, so that a change can be seen by comparing. Blocks while it reads.
 */
public final class Resolver {
    private final NodeSettings node;
    private final ObjectReader objects;
    private final TokenCache tokens;
    private final PodJson json = new PodJson();

    /** A resolver for the pods of one node. */
    public Resolver(NodeSettings node, ObjectReader objects, Clock clock) {
        this.node = node;
        this.objects = objects;
        this.tokens = new TokenCache(objects, clock);
    }

    /**
     * Gathers all for a pod.
     *
     * @param lease how long its host may run it without its provider; zero for as long as it likes
     */
    public Resolution resolve(Pod pod, Duration lease) {
        List<String> missing = new ArrayList<>();
        List<BoundClaim> claims;
        PodNeeds needs = PodNeeds.of(pod.getSpec());
        RunPod.Builder request = RunPod.newBuilder()
                .setClusterId(node.clusterId())
                .setUid(pod.getMetadata().getUid())
                .setPodJson(ByteString.copyFromUtf8(json.of(bare(pod))))
                .setHostIp(node.address())
                .setHostLeaseMs(lease.toMillis());
        try {
            sources(pod, needs, request, missing);
            credentials(pod, needs, request);
            claims = claims(pod);
            request.putAllServiceEnvironment(ServiceEnvironment.of(services(pod)));
        } catch (KubeUnavailableException unavailable) {
            return new Resolution.Unavailable(unavailable.toString());
        }
        names(pod, request);
        for (BoundClaim claim : claims) {
            request.addClaims(claimed(claim));
            if (!claim.problem().isEmpty()) {
                missing.add("persistentvolumeclaim " + claim.claim());
            }
        }
        return new Resolution.Resolved(request.build(), missing, claims);
    }

    /** The pod's claims and what they are bound to, by name. */
    public List<BoundClaim> claims(Pod pod) throws KubeUnavailableException {
        List<BoundClaim> all = new ArrayList<>();
        for (String name : PodClaims.of(pod)) {
            Optional<PersistentVolumeClaim> claim =
                    objects.claim(new ObjectName(pod.getMetadata().getNamespace(), name));
            String volume = claim.map(BoundClaim::volumeName).orElse("");
            all.add(BoundClaim.of(name, claim, volume.isEmpty() ? Optional.empty() : objects.volume(volume)));
        }
        return all;
    }

    private static ClaimedVolume claimed(BoundClaim claim) {
        return ClaimedVolume.newBuilder()
                .setClaim(claim.claim())
                .setVolume(claim.volumeName())
                .setProblem(claim.problem())
                .build();
    }

    /** A pod is no more. */
    public void forget(String uid) {
        tokens.forget(uid);
    }

    /** The pod without what changes with each report of its status; what others say there of its readiness stays. */
    private static Pod bare(Pod pod) {
        List<PodCondition> gates = ReadinessGates.of(pod);
        PodStatus status = gates.isEmpty()
                ? null
                : new PodStatusBuilder().withConditions(gates).build();
        return new PodBuilder(pod)
                .withStatus(status)
                .editMetadata()
                .withManagedFields(List.of())
                .withResourceVersion(null)
                .endMetadata()
                .build();
    }

    private void sources(Pod pod, PodNeeds needs, RunPod.Builder request, List<String> missing)
            throws KubeUnavailableException {
        String namespace = pod.getMetadata().getNamespace();
        for (String name : needs.configMaps()) {
            Optional<ConfigMap> found = objects.configMap(new ObjectName(namespace, name));
            add(ConfigSource.Kind.CONFIG_MAP, name, found.map(Resolver::data), request);
            found.ifPresentOrElse(it -> {}, () -> missing.add("configmap " + name));
        }
        for (String name : needs.secrets()) {
            Optional<Secret> found = objects.secret(new ObjectName(namespace, name));
            add(ConfigSource.Kind.SECRET, name, found.map(Resolver::data), request);
            found.ifPresentOrElse(it -> {}, () -> missing.add("secret " + name));
        }
        for (Map.Entry<String, Long> wish : needs.tokens().entrySet()) {
            token(pod, wish, request, missing);
        }
    }

    private void token(Pod pod, Map.Entry<String, Long> wish, RunPod.Builder request, List<String> missing)
            throws KubeUnavailableException {
        String account = pod.getSpec().getServiceAccountName() == null
                ? "default"
                : pod.getSpec().getServiceAccountName();
        Optional<Token> token = tokens.token(new TokenWish(PodRef.of(pod), account, wish.getKey(), wish.getValue()));
        ConfigSource.Builder source = ConfigSource.newBuilder()
                .setKind(ConfigSource.Kind.SERVICE_ACCOUNT_TOKEN)
                .setName(wish.getKey());
        if (token.isPresent()) {
            source.putData("token", ByteString.copyFromUtf8(token.get().text()))
                    .setExpiresAtMs(token.get().expires().toEpochMilli());
        } else {
            source.setMissing(true);
            missing.add("service account " + account);
        }
        request.addSources(source);
    }

    private static void add(
            ConfigSource.Kind kind, String name, Optional<Map<String, ByteString>> data, RunPod.Builder request) {
        request.addSources(ConfigSource.newBuilder()
                .setKind(kind)
                .setName(name)
                .setMissing(data.isEmpty())
                .putAllData(data.orElse(Map.of())));
    }

    private static Map<String, ByteString> data(ConfigMap map) {
        Map<String, ByteString> data = new TreeMap<>();
        if (map.getData() != null) {
            map.getData().forEach((key, text) -> data.put(key, ByteString.copyFromUtf8(text)));
        }
        decode(map.getBinaryData(), data);
        return data;
    }

    private static Map<String, ByteString> data(Secret secret) {
        Map<String, ByteString> data = new TreeMap<>();
        decode(secret.getData(), data);
        return data;
    }

    private static void decode(@Nullable Map<String, String> encoded, Map<String, ByteString> data) {
        if (encoded != null) {
            encoded.forEach((key, text) ->
                    data.put(key, ByteString.copyFrom(Base64.getDecoder().decode(text))));
        }
    }

    private void credentials(Pod pod, PodNeeds needs, RunPod.Builder request) throws KubeUnavailableException {
        for (String name : needs.pullSecrets()) {
            objects.secret(new ObjectName(pod.getMetadata().getNamespace(), name))
                    .map(PullSecret::credentials)
                    .ifPresent(request::addAllCredentials);
        }
    }

    /** All of the pod's namespace if it wants links, and the API server's in any case. */
    private List<Service> services(Pod pod) throws KubeUnavailableException {
        List<Service> services = new ArrayList<>();
        objects.services("default").stream()
                .filter(service -> "kubernetes".equals(service.getMetadata().getName()))
                .forEach(services::add);
        if (!Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks())) {
            services.addAll(objects.services(pod.getMetadata().getNamespace()));
        }
        return services;
    }

    private void names(Pod pod, RunPod.Builder request) {
        if (node.dnsServers().isEmpty()) {
            return;
        }
        String domain = node.clusterDomain();
        request.addAllDnsServers(node.dnsServers())
                .addDnsSearches(pod.getMetadata().getNamespace() + ".svc." + domain)
                .addDnsSearches("svc." + domain)
                .addDnsSearches(domain);
    }
}
