package io.beemesh.mesh.attach;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.wire.ProviderAt;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a provider can be dialed.
 *
 * @param peer who it is
 * @param addresses that all end in that peer
 */
public record ProviderAddresses(PeerId peer, List<Multiaddr> addresses) {
    /** The most providers of one cluster. */
    public static final int PROVIDERS_MAX = 8;

    /** The most addresses of one provider. */
    public static final int ADDRESSES_MAX = 8;

    /** The longest address, in characters. */
    public static final int ADDRESS_LENGTH_MAX = 256;

    /** Copies the list. */
    public ProviderAddresses {
        addresses = List.copyOf(addresses);
    }

    /**
     * What a provider said of all providers of its cluster.
     *
     * @param providers at most {@value #PROVIDERS_MAX}, each once; empty if nothing new is known
     * @param ignored how many addresses were malformed or too many
     */
    public record Said(List<ProviderAddresses> providers, int ignored) {
        /** Copies the list. */
        public Said {
            providers = List.copyOf(providers);
        }
    }

    /** Reads a welcome's list; what is malformed, too much or said twice is left out. */
    static Said read(List<ProviderAt> said) {
        Map<PeerId, ProviderAddresses> read = new LinkedHashMap<>();
        int ignored = 0;
        for (ProviderAt provider : said) {
            Set<Multiaddr> good = good(provider.getAddressesList());
            Optional<PeerId> peer = good.stream().findFirst().flatMap(Multiaddr::peer);
            boolean taken = peer.isPresent() && read.size() < PROVIDERS_MAX && !read.containsKey(peer.get());
            if (taken) {
                read.put(peer.get(), new ProviderAddresses(peer.get(), List.copyOf(good)));
            }
            ignored += provider.getAddressesCount() - (taken ? good.size() : 0);
        }
        return new Said(List.copyOf(read.values()), ignored);
    }

    /** The good ones of one peer, which the first of them names. */
    private static Set<Multiaddr> good(List<String> texts) {
        Set<Multiaddr> good = new LinkedHashSet<>();
        Optional<PeerId> peer = Optional.empty();
        for (String text : texts.subList(0, Math.min(texts.size(), ADDRESSES_MAX))) {
            Optional<Multiaddr> address = parse(text);
            peer = peer.or(() -> address.flatMap(Multiaddr::peer));
            if (address.flatMap(Multiaddr::peer).equals(peer)) {
                address.ifPresent(good::add);
            }
        }
        return good;
    }

    private static Optional<Multiaddr> parse(String text) {
        if (text.length() > ADDRESS_LENGTH_MAX) {
            return Optional.empty();
        }
        try {
            Multiaddr address = Multiaddr.parse(text);
            return address.peer().isPresent() ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }
}
