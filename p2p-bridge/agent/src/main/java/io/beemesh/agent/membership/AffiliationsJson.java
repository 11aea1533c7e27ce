package io.beemesh.agent.membership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.attach.ProviderAddresses;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.wire.SignedRecord;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Affiliations as they are kept in a file: {@code meshes}, or, as version 1 had it, one mesh at the top. */
public final class AffiliationsJson {
    private AffiliationsJson() {}

    /** Adds them to an object. */
    public static void write(Affiliations affiliations, ObjectNode into) {
        ArrayNode meshes = into.putArray("meshes");
        for (Affiliation affiliation : affiliations.all()) {
            ObjectNode mesh = meshes.addObject();
            mesh.put("mesh", affiliation.trust().mesh());
            mesh.put("authority", base64(affiliation.trust().authority().protobuf()));
            mesh.put("record", base64(affiliation.record().toByteArray()));
            ArrayNode clusters = mesh.putArray("clusters");
            affiliation.clusters().forEach(cluster -> write(cluster, clusters.addObject()));
        }
    }

    private static void write(KnownCluster cluster, ObjectNode into) {
        into.put("id", cluster.id()).put("node", cluster.node());
        ArrayNode providers = into.putArray("providers");
        for (ProviderAddresses provider : cluster.providers()) {
            ObjectNode one = providers.addObject();
            one.put("peer", provider.peer().toString());
            ArrayNode addresses = one.putArray("addresses");
            provider.addresses().forEach(address -> addresses.add(address.toString()));
        }
    }

    /**
     * Reads them.
     *
     * @throws IllegalArgumentException if something is malformed
     * @throws InvalidProtocolBufferException if a record is
     */
    public static Affiliations read(JsonNode from) throws InvalidProtocolBufferException {
        if (!from.has("meshes")) {
            KnownCluster only = KnownCluster.at(addresses(from.path("addresses")));
            return new Affiliations(List.of(affiliation(from, List.of(only))));
        }
        List<Affiliation> all = new ArrayList<>();
        for (JsonNode mesh : from.path("meshes")) {
            List<KnownCluster> clusters = new ArrayList<>();
            mesh.path("clusters").forEach(cluster -> clusters.add(cluster(cluster)));
            all.add(affiliation(mesh, clusters));
        }
        return new Affiliations(all);
    }

    private static Affiliation affiliation(JsonNode from, List<KnownCluster> clusters)
            throws InvalidProtocolBufferException {
        PublicKey authority = PublicKey.ofProtobuf(bytes(from.path("authority")));
        return new Affiliation(
                new Trust(authority, from.path("mesh").asText()),
                SignedRecord.parseFrom(bytes(from.path("record"))),
                clusters);
    }

    private static KnownCluster cluster(JsonNode from) {
        List<ProviderAddresses> providers = new ArrayList<>();
        for (JsonNode provider : from.path("providers")) {
            providers.add(new ProviderAddresses(
                    PeerId.parse(provider.path("peer").asText()), addresses(provider.path("addresses"))));
        }
        return new KnownCluster(from.path("id").asText(), from.path("node").asText(), providers);
    }

    private static List<Multiaddr> addresses(JsonNode from) {
        List<Multiaddr> addresses = new ArrayList<>();
        from.forEach(address -> addresses.add(Multiaddr.parse(address.asText())));
        return addresses;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(JsonNode node) {
        return Base64.getDecoder().decode(node.asText());
    }
}
