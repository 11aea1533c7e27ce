package io.beemesh.agent.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import io.beemesh.agent.membership.Affiliations.Learning;
import io.beemesh.agent.membership.Affiliations.Speaker;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.attach.ProviderAddresses;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.wire.SignedRecord;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AffiliationsTest {
    private static final Affiliations NONE = new Affiliations(List.of());

    private final Trust lab = new Trust(KeyPair.generate().publicKey(), "default");
    private final Trust shop = new Trust(KeyPair.generate().publicKey(), "default");
    private final SignedRecord record = record("one");
    private final PeerId one = KeyPair.generate().peerId();
    private final PeerId two = KeyPair.generate().peerId();
    private final PeerId other = KeyPair.generate().peerId();

    @Test
    void keepsAClusterOfAnotherAuthorityUnderThatAuthority() {
        Affiliations both = NONE.joined(lab, record, cluster(one)).joined(shop, record("two"), cluster(other));

        assertThat(both.all()).hasSize(2);
        assertThat(both.at(other).orElseThrow().affiliation().trust()).isEqualTo(shop);
    }

    @Test
    void keepsAClusterOfTheSameAuthorityUnderOneRecord() {
        Affiliations both = NONE.joined(lab, record, cluster(one)).joined(lab, record("newer"), cluster(other));

        assertThat(both.all()).singleElement().satisfies(mesh -> {
            assertThat(mesh.record()).isEqualTo(record("newer"));
            assertThat(mesh.clusters()).hasSize(2);
        });
    }

    @Test
    void learnsTheNameOfAClusterAndWhoElseIsThere() {
        Affiliations learned = learned(NONE.joined(lab, record, cluster(one)), leader(one), at(one), at(two));

        assertThat(learned.at(two).orElseThrow().cluster().id()).isEqualTo("c1");
        assertThat(learned.places()).hasSize(1);
    }

    @Test
    void keepsTheAddressThatAPersonGave() {
        Multiaddr given = Multiaddr.parse("/dns4/mesh.example.org/tcp/4001").withPeer(one);
        Affiliations learned = learned(NONE.joined(lab, record, KnownCluster.at(List.of(given))), leader(one), at(one));

        assertThat(learned.at(one)
                        .orElseThrow()
                        .cluster()
                        .provider(one)
                        .orElseThrow()
                        .addresses())
                .containsExactly(given, at(one).addresses().getFirst());
    }

    @Test
    void takesOverAProviderOfTheSameMeshThatWasJoinedByHand() {
        Affiliations before = NONE.joined(lab, record, cluster(one)).joined(lab, record, cluster(two));

        Affiliations learned = learned(before, leader(one), at(one), at(two));

        assertThat(learned.places()).hasSize(1);
        assertThat(learned.at(two).orElseThrow().cluster().id()).isEqualTo("c1");
    }

    @Test
    void takesNoProviderFromAClusterThatIsKnownAndNoneFromAnotherMesh() {
        Affiliations before = learned(
                NONE.joined(lab, record, cluster(one)).joined(lab, record, cluster(other)),
                new Speaker(other, "c2", "beemesh", true));
        Affiliations foreign = before.joined(shop, record, cluster(two));

        Affiliations learned = learned(foreign, leader(one), at(one), at(two), at(other));

        assertThat(learned.at(other).orElseThrow().cluster().id()).isEqualTo("c2");
        assertThat(learned.at(two).orElseThrow().affiliation().trust()).isEqualTo(shop);
    }

    @Test
    void refusesAProviderThatSpeaksForAClusterThatIsNotItsOwn() {
        Affiliations known =
                learned(NONE.joined(lab, record, cluster(one)), leader(one)).joined(lab, record, cluster(other));

        assertThat(known.welcomed(new Speaker(other, "c1", "beemesh", true), List.of()))
                .isInstanceOf(Learning.Refused.class);
        assertThat(known.welcomed(new Speaker(one, "c2", "beemesh", true), List.of()))
                .isInstanceOf(Learning.Refused.class);
        assertThat(known.welcomed(new Speaker(two, "c3", "beemesh", true), List.of()))
                .isInstanceOf(Learning.Refused.class);
        assertThat(known.welcomed(new Speaker(other, "c2\n99 c1", "beemesh", true), List.of()))
                .isInstanceOf(Learning.Refused.class);
    }

    @Test
    void knowsAtMostEightProvidersOfACluster() {
        List<ProviderAddresses> many = IntStream.range(0, 8)
                .mapToObj(number -> at(KeyPair.generate().peerId()))
                .toList();
        Affiliations learned =
                learned(NONE.joined(lab, record, cluster(one)), leader(one), many.toArray(ProviderAddresses[]::new));

        assertThat(learned.at(one).orElseThrow().cluster().providers()).hasSize(8);
    }

    @Test
    void leavesAMeshWithItsLastCluster() {
        Affiliations both = NONE.joined(lab, record, cluster(one)).joined(shop, record, cluster(other));

        Affiliations left = both.without(place -> place.affiliation().trust().equals(lab));

        assertThat(left.all()).singleElement().satisfies(mesh -> assertThat(mesh.trust())
                .isEqualTo(shop));
    }

    @Test
    void isReadAsItWasWritten() throws Exception {
        Affiliations all = learned(
                NONE.joined(lab, record, cluster(one)).joined(shop, record, cluster(other)),
                leader(one),
                at(one),
                at(two));
        ObjectNode file = new ObjectMapper().createObjectNode();

        AffiliationsJson.write(all, file);

        assertThat(AffiliationsJson.read(new ObjectMapper().readTree(file.toString())))
                .isEqualTo(all);
    }

    private static Affiliations learned(Affiliations before, Speaker speaker, ProviderAddresses... said) {
        return switch (before.welcomed(speaker, List.of(said))) {
            case Learning.Learned learned -> learned.now();
            case Learning.Refused refused -> throw new AssertionError(refused.reason());
        };
    }

    private static Speaker leader(PeerId peer) {
        return new Speaker(peer, "c1", "beemesh", true);
    }

    private static KnownCluster cluster(PeerId... peers) {
        return KnownCluster.at(List.of(peers).stream()
                .map(peer -> at(peer).addresses().getFirst())
                .toList());
    }

    private static ProviderAddresses at(PeerId peer) {
        return new ProviderAddresses(
                peer, List.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001").withPeer(peer)));
    }

    private static SignedRecord record(String text) {
        return SignedRecord.newBuilder()
                .setRecord(ByteString.copyFromUtf8(text))
                .build();
    }
}
