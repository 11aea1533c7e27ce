package io.beemesh.agent.membership;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.attach.ProviderAddresses;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.pod.SignedOrder;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.SignedRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Every mesh and cluster of this host: at most {@value #CLUSTERS_MAX} clusters, no provider in two of them.
 *
 * @param all one for each mesh authority
 */
public record Affiliations(List<Affiliation> all) {
    /** The most clusters that a host serves. */
    public static final int CLUSTERS_MAX = 8;

    /** Copies the list. */
    public Affiliations {
        all = List.copyOf(all);
    }

    /** Where a provider belongs. */
    public record Place(Affiliation affiliation, KnownCluster cluster) {}

    /** What came of something that a provider said. */
    public sealed interface Learning {
        /** It counts. */
        record Learned(Affiliations now) implements Learning {}

        /** It does not; the reason is a sentence. */
        record Refused(String reason) implements Learning {}
    }

    /**
     * What a provider says of itself when it welcomes this host.
     *
     * @param peer who says it
     * @param clusterId which cluster it serves
     * @param nodeName the virtual node there
     * @param leads whether it leads: only such a one makes a host forget others
     */
    public record Speaker(PeerId peer, String clusterId, String nodeName, boolean leads) {}

    /** All clusters, mesh by mesh. */
    public List<Place> places() {
        List<Place> places = new ArrayList<>();
        all.forEach(
                affiliation -> affiliation.clusters().forEach(cluster -> places.add(new Place(affiliation, cluster))));
        return places;
    }

    /** Where a provider belongs, if it is known. */
    public Optional<Place> at(PeerId provider) {
        return places().stream()
                .filter(place -> place.cluster().provider(provider).isPresent())
                .findFirst();
    }

    /** Whether a mesh's authority that this host serves that cluster for signed the order of a pod of it. */
    public boolean isSigned(RunPod order) {
        return places().stream()
                .filter(place -> place.cluster().id().equals(order.getClusterId()))
                .anyMatch(place -> SignedOrder.isBy(place.affiliation().trust().authority(), order));
    }

    /** That of a mesh authority, if this host is a member of its mesh. */
    public Optional<Affiliation> of(Trust trust) {
        return all.stream()
                .filter(affiliation -> affiliation.trust().equals(trust))
                .findFirst();
    }

    /** With one more cluster, whose providers are taken from no other; the mesh's record is the newer one. */
    public Affiliations joined(Trust trust, SignedRecord record, KnownCluster cluster) {
        Affiliation before = of(trust).orElse(new Affiliation(trust, record, List.of()));
        List<KnownCluster> clusters = new ArrayList<>(before.clusters());
        clusters.add(cluster.without(peers()));
        return replaced(new Affiliation(trust, record, clusters));
    }

    /** With more providers of the cluster that one is known for, as a person says; none is taken from another. */
    public Affiliations met(PeerId provider, List<ProviderAddresses> more) {
        List<ProviderAddresses> free = more.stream()
                .filter(one -> at(one.peer())
                        .map(place -> place.cluster().provider(provider).isPresent())
                        .orElse(true))
                .toList();
        return mapped(provider, cluster -> cluster.learned(provider, free, false));
    }

    /** With a newer record for a mesh that this host is still a member of. */
    public Affiliations renewed(Trust trust, SignedRecord record) {
        return of(trust).map(before -> replaced(before.with(record))).orElse(this);
    }

    /** Without clusters, and without the meshes that this leaves without any. */
    public Affiliations without(Predicate<Place> left) {
        return mapped(place -> left.test(place) ? Optional.empty() : Optional.of(place.cluster()));
    }

    /**
     * What is known after a provider welcomed this host. It speaks for the cluster that it is known for, and for none
     * that another provider is known for: its word alone makes it no provider of a cluster whose pods are here.
     */
    public Learning welcomed(Speaker speaker, List<ProviderAddresses> said) {
        Optional<Place> place = at(speaker.peer());
        if (place.isEmpty()) {
            return new Learning.Refused("it is no longer a provider of a cluster that this host is to serve");
        }
        String known = place.get().cluster().id();
        String id = speaker.clusterId();
        if (!KnownCluster.isId(id)) {
            return new Learning.Refused("its cluster's id is no id (expected: letters, digits, - and _, at most 63)");
        }
        if (known.isEmpty()
                && places().stream().anyMatch(other -> other.cluster().id().equals(id))) {
            return new Learning.Refused("it says that it serves cluster " + id
                    + ", but that cluster's leading provider does not name it; check the address that was joined");
        }
        if (!known.isEmpty() && !known.equals(id)) {
            return new Learning.Refused("it says that it serves cluster " + id + ", it is known for cluster " + known
                    + "; if that cluster was made anew, leave it (--cluster " + known + ") and join again");
        }
        return new Learning.Learned(learned(speaker, said));
    }

    private Affiliations learned(Speaker speaker, List<ProviderAddresses> said) {
        Affiliations named = mapped(speaker.peer(), cluster -> cluster.named(speaker.clusterId(), speaker.nodeName()));
        // A provider of another cluster stays there; one that was joined by hand and not yet heard moves here.
        Set<PeerId> elsewhere = new HashSet<>();
        Set<PeerId> moving = new HashSet<>();
        for (ProviderAddresses one : said) {
            named.at(one.peer())
                    .filter(place -> !place.cluster().id().equals(speaker.clusterId()))
                    .ifPresent(place -> (movable(named, place, speaker) ? moving : elsewhere).add(one.peer()));
        }
        List<ProviderAddresses> free =
                said.stream().filter(one -> !elsewhere.contains(one.peer())).toList();
        return named.mapped(place -> Optional.of(place.cluster().without(moving))
                        .filter(cluster -> !cluster.providers().isEmpty()))
                .mapped(speaker.peer(), cluster -> cluster.learned(speaker.peer(), free, speaker.leads()));
    }

    private static boolean movable(Affiliations among, Place place, Speaker to) {
        return place.cluster().id().isEmpty()
                && among.at(to.peer())
                        .filter(own -> own.affiliation()
                                .trust()
                                .equals(place.affiliation().trust()))
                        .isPresent();
    }

    private Affiliations mapped(PeerId provider, UnaryOperator<KnownCluster> change) {
        return mapped(place -> Optional.of(
                place.cluster().provider(provider).isPresent() ? change.apply(place.cluster()) : place.cluster()));
    }

    private Affiliations mapped(Function<Place, Optional<KnownCluster>> change) {
        List<Affiliation> changed = new ArrayList<>();
        for (Affiliation affiliation : all) {
            List<KnownCluster> clusters = affiliation.clusters().stream()
                    .flatMap(cluster -> change.apply(new Place(affiliation, cluster)).stream())
                    .toList();
            if (!clusters.isEmpty()) {
                changed.add(affiliation.with(clusters));
            }
        }
        return new Affiliations(changed);
    }

    private Affiliations replaced(Affiliation newer) {
        List<Affiliation> changed = new ArrayList<>(all);
        int at = all.stream().map(Affiliation::trust).toList().indexOf(newer.trust());
        if (at < 0) {
            changed.add(newer);
        } else {
            changed.set(at, newer);
        }
        return new Affiliations(changed);
    }

    private Set<PeerId> peers() {
        Set<PeerId> peers = new HashSet<>();
        places().forEach(place -> place.cluster().providers().forEach(provider -> peers.add(provider.peer())));
        return peers;
    }
}
