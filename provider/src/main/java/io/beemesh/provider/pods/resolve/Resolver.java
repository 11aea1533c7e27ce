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
    /** The namespace of the API server's own Service. */
    private static final String API_SERVERS = "default";

    private final NodeSettings node;
    private final ObjectReader objects;
    private final TokenCache tokens;
    private final PodJson json = new PodJson();

    /** A resolver for the pods of one node. */
    public Resolver(NodeSettings node, ObjectReader objects, Clock clock) {
        this.node = node;
        this.objects = new SharedObjects(objects);
        this.tokens = new TokenCache(objects, clock);
    }

    /** Begins to read what a pod names; returns at once. */
    public Reads read(Pod pod) {
        Reads reads = new Reads(objects, tokens);
        String namespace = pod.getMetadata().getNamespace();
        PodNeeds needs = PodNeeds.of(pod.getSpec());
        needs.tokens().entrySet().forEach(wish -> reads.begin(wish(pod, wish)));
        reads.beginServices(API_SERVERS);
        if (linksServices(pod)) {
            reads.beginServices(namespace);
        }
        needs.configMaps().forEach(name -> reads.beginConfigMap(new ObjectName(namespace, name)));
        needs.secrets().forEach(name -> reads.beginSecret(new ObjectName(namespace, name)));
        needs.pullSecrets().forEach(name -> reads.beginSecret(new ObjectName(namespace, name)));
        return reads;
    }

    /**
     * Gathers all for a pod.
     *
     * @param lease how long its host may run it without its provider; zero for as long as it likes
     * @param reads begun for the pod, a moment ago
     */
    public Resolution resolve(Pod pod, Duration lease, Reads reads) {
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
            missing.addAll(sources(pod, needs, request, reads));
            credentials(pod, needs, request, reads);
            claims = claims(pod);
            request.putAllServiceEnvironment(ServiceEnvironment.of(services(pod, reads)));
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

    /** Adds what the pod names; returns what of it does not exist. */
    private static List<String> sources(Pod pod, PodNeeds needs, RunPod.Builder request, Reads reads)
            throws KubeUnavailableException {
        List<String> missing = new ArrayList<>();
        String namespace = pod.getMetadata().getNamespace();
        for (String name : needs.configMaps()) {
            Optional<ConfigMap> found = reads.configMap(new ObjectName(namespace, name));
            add(ConfigSource.Kind.CONFIG_MAP, name, found.map(Resolver::data), request);
            found.ifPresentOrElse(it -> {}, () -> missing.add("configmap " + name));
        }
        for (String name : needs.secrets()) {
            Optional<Secret> found = reads.secret(new ObjectName(namespace, name));
            add(ConfigSource.Kind.SECRET, name, found.map(Resolver::data), request);
            found.ifPresentOrElse(it -> {}, () -> missing.add("secret " + name));
        }
        for (Map.Entry<String, Long> wish : needs.tokens().entrySet()) {
            TokenWish wanted = wish(pod, wish);
            Optional<Token> token = reads.token(wanted);
            add(wanted, token, request);
            if (token.isEmpty()) {
                missing.add("service account " + wanted.serviceAccount());
            }
        }
        return missing;
    }

    private static TokenWish wish(Pod pod, Map.Entry<String, Long> wish) {
        String account = pod.getSpec().getServiceAccountName() == null
                ? "default"
                : pod.getSpec().getServiceAccountName();
        return new TokenWish(PodRef.of(pod), account, wish.getKey(), wish.getValue());
    }

    private static void add(TokenWish wish, Optional<Token> token, RunPod.Builder request) {
        ConfigSource.Builder source = ConfigSource.newBuilder()
                .setKind(ConfigSource.Kind.SERVICE_ACCOUNT_TOKEN)
                .setName(wish.audience());
        if (token.isPresent()) {
            source.putData("token", ByteString.copyFromUtf8(token.get().text()))
                    .setExpiresAtMs(token.get().expires().toEpochMilli());
        } else {
            source.setMissing(true);
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

    private static void credentials(Pod pod, PodNeeds needs, RunPod.Builder request, Reads reads)
            throws KubeUnavailableException {
        for (String name : needs.pullSecrets()) {
            reads.secret(new ObjectName(pod.getMetadata().getNamespace(), name))
                    .map(PullSecret::credentials)
                    .ifPresent(request::addAllCredentials);
        }
    }

    /** All of the pod's namespace if it wants links, and the API server's in any case. */
    private static List<Service> services(Pod pod, Reads reads) throws KubeUnavailableException {
        List<Service> services = new ArrayList<>();
        reads.services(API_SERVERS).stream()
                .filter(service -> "kubernetes".equals(service.getMetadata().getName()))
                .forEach(services::add);
        if (linksServices(pod)) {
            services.addAll(reads.services(pod.getMetadata().getNamespace()));
        }
        return services;
    }

    private static boolean linksServices(Pod pod) {
        return !Boolean.FALSE.equals(pod.getSpec().getEnableServiceLinks());
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
