package io.beemesh.provider.resource;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.identity.HostNames;
import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes EdgeHosts: a host's name is its own because there is one EdgeHost of that name. */
public final class EdgeHosts implements HostNames {
    private final KubernetesClient client;

    /** Uses a client that somebody else closes. */
    public EdgeHosts(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public Claim claim(PeerId peer, Optional<String> wished) {
        Answer<List<EdgeHost>> own = Answer.of(() ->
                all().withLabel(EdgeHost.PEER_LABEL, peer.toString()).list().getItems());
        return switch (own) {
            case Answer.Done<List<EdgeHost>>(List<EdgeHost> held) when !held.isEmpty() -> keep(held.getFirst());
            case Answer.Done<List<EdgeHost>>(List<EdgeHost> none) -> take(peer, wished.orElseGet(() -> nameOf(peer)));
            case Answer.Failed<List<EdgeHost>>(String reason, boolean retryable) -> new Claim.Unavailable(reason);
            case Answer.Missing<List<EdgeHost>>() ->
                new Claim.Unavailable("the cluster does not know EdgeHosts; apply helm/beemesh/crds");
            case Answer.Conflict<List<EdgeHost>>() -> new Claim.Unavailable("conflict");
        };
    }

    /** How many are Ready. */
    public Answer<Long> ready() {
        return Answer.of(() ->
                all().list().getItems().stream().filter(EdgeHosts::isReady).count());
    }

    private static boolean isReady(EdgeHost host) {
        return host.getStatus() != null
                && host.getStatus().conditions().stream()
                        .anyMatch(it ->
                                it.getType().equals("Ready") && it.getStatus().equals("True"));
    }

    private Claim keep(EdgeHost held) {
        String name = held.getMetadata().getName();
        return held.isMarkedForDeletion()
                ? new Claim.Unavailable("EdgeHost '" + name + "' of this peer is being deleted")
                : new Claim.Claimed(name);
    }

    private Claim take(PeerId peer, String name) {
        return switch (Answer.of(() -> all().resource(fresh(peer, name)).create())) {
            case Answer.Done<EdgeHost>(EdgeHost made) -> new Claim.Claimed(name);
            case Answer.Conflict<EdgeHost>() -> new Claim.Taken(name);
            case Answer.Missing<EdgeHost>() ->
                new Claim.Unavailable("the cluster does not know EdgeHosts; apply helm/beemesh/crds");
            case Answer.Failed<EdgeHost>(String reason, boolean retryable) -> new Claim.Unavailable(reason);
        };
    }

    private static EdgeHost fresh(PeerId peer, String name) {
        EdgeHost host = new EdgeHost();
        host.setMetadata(new ObjectMetaBuilder()
                .withName(name)
                .withLabels(Map.of(EdgeHost.PEER_LABEL, peer.toString()))
                .build());
        host.setSpec(new EdgeHostSpec(peer.toString(), false, false));
        return host;
    }

    /** The end of a peer id is a hash's or a key's, so that no two hosts get the same name by chance. */
    private static String nameOf(PeerId peer) {
        byte[] bytes = peer.bytes();
        return "edge-" + HexFormat.of().formatHex(bytes, bytes.length - 5, bytes.length);
    }

    private NonNamespaceOperation<EdgeHost, KubernetesResourceList<EdgeHost>, Resource<EdgeHost>> all() {
        return client.resources(EdgeHost.class);
    }
}
