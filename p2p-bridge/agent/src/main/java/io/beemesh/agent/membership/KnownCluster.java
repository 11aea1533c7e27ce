package io.beemesh.agent.membership;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.attach.ProviderAddresses;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A cluster that this host serves.
 *
 * @param id as its provider said at the first attachment; empty until then
 * @param node the virtual node that stands for the mesh there; empty until then
 * @param providers at most {@value ProviderAddresses#PROVIDERS_MAX}, each once
 */
public record KnownCluster(String id, String node, List<ProviderAddresses> providers) {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,62}");

    /** Copies the list. */
    public KnownCluster {
        providers = List.copyOf(providers);
    }

    /** One of which nothing is known but where its providers are; those beyond the bound are left out. */
    public static KnownCluster at(List<Multiaddr> addresses) {
        Map<PeerId, Set<Multiaddr>> all = new LinkedHashMap<>();
        addresses.forEach(
                address -> address.peer().ifPresent(peer -> all.computeIfAbsent(peer, first -> new LinkedHashSet<>())
                        .add(address)));
        List<ProviderAddresses> providers = new ArrayList<>();
        all.forEach((peer, places) -> providers.add(new ProviderAddresses(peer, bounded(places))));
        return new KnownCluster(
                "", "", providers.subList(0, Math.min(providers.size(), ProviderAddresses.PROVIDERS_MAX)));
    }

    /** Whether a text may be a cluster's id: it becomes a part of names and paths. */
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }

    /** A provider of it. */
    public Optional<ProviderAddresses> provider(PeerId peer) {
        return providers.stream()
                .filter(provider -> provider.peer().equals(peer))
                .findFirst();
    }

    /** How it is told to a person: its id, or where it is as long as that is unknown. */
    public String title() {
        return id.isEmpty() ? "at " + providers.getFirst().addresses().getFirst() : id;
    }

    KnownCluster named(String newId, String newNode) {
        return new KnownCluster(newId, newNode, providers);
    }

    /**
     * What it knows after a provider named all of them. Each keeps the address that it was first known by, as that is
     * where a person saw it; whoever speaks is one of them in any case.
     *
     * @param forgetting whether those that are not named are forgotten, which only the leading provider may bring about
     */
    KnownCluster learned(PeerId speaker, List<ProviderAddresses> said, boolean forgetting) {
        if (said.isEmpty()) {
            return this;
        }
        Map<PeerId, Set<Multiaddr>> all = new LinkedHashMap<>();
        for (ProviderAddresses known : providers) {
            boolean named = said.stream().anyMatch(one -> one.peer().equals(known.peer()));
            if (named) {
                all.put(
                        known.peer(),
                        new LinkedHashSet<>(List.of(known.addresses().getFirst())));
            } else if (!forgetting || known.peer().equals(speaker)) {
                all.put(known.peer(), new LinkedHashSet<>(known.addresses()));
            }
        }
        for (ProviderAddresses one : said) {
            if (all.containsKey(one.peer()) || all.size() < ProviderAddresses.PROVIDERS_MAX) {
                all.computeIfAbsent(one.peer(), peer -> new LinkedHashSet<>()).addAll(one.addresses());
            }
        }
        List<ProviderAddresses> learned = new ArrayList<>();
        all.forEach((peer, addresses) -> learned.add(new ProviderAddresses(peer, bounded(addresses))));
        return new KnownCluster(id, node, learned);
    }

    KnownCluster without(Set<PeerId> others) {
        return new KnownCluster(
                id,
                node,
                providers.stream()
                        .filter(provider -> !others.contains(provider.peer()))
                        .toList());
    }

    private static List<Multiaddr> bounded(Set<Multiaddr> addresses) {
        return addresses.stream().limit(ProviderAddresses.ADDRESSES_MAX).toList();
    }
}
