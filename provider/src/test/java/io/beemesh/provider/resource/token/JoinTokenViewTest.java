package io.beemesh.provider.resource.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.mesh.enrol.Secret;
import io.beemesh.mesh.enrol.TokenHash;
import io.beemesh.provider.identity.KeptToken;
import io.beemesh.provider.kube.event.ObjectEvents.Note;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JoinTokenViewTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LATER = Instant.parse("2026-11-22T13:00:00Z");

    private final JoinToken held = held();

    @Test
    void saysWhereTheCommandIsWhileTheTokenIsGood() {
        JoinTokenStatus status = of(new TokenState.Open(kept(2), List.of(), "join-command-north"));

        assertThat(ready(status)).returns("True", Condition::getStatus).returns("Issued", Condition::getReason);
        assertThat(ready(status).getMessage())
                .contains("good for 2 hosts until 2026-11-22T13:00:00Z")
                .contains("kubectl get secret join-command-north --namespace hive");
        assertThat(status)
                .returns(2, JoinTokenStatus::usesLeft)
                .returns("2026-11-22T13:00:00Z", JoinTokenStatus::expires)
                .returns("join-command-north", JoinTokenStatus::secretName)
                .returns(3L, JoinTokenStatus::observedGeneration);
    }

    @Test
    void namesNoSecretThatIsGone() {
        assertThat(of(new TokenState.Open(kept(1), List.of(), "")))
                .returns("", JoinTokenStatus::secretName)
                .satisfies(status -> assertThat(ready(status).getMessage()).contains("was deleted by somebody"));
        assertThat(of(new TokenState.UsedUp(kept(0), List.of("edge-1"))))
                .returns("", JoinTokenStatus::secretName)
                .returns(0, JoinTokenStatus::usesLeft);
    }

    @Test
    void keepsWhoJoinedWhenNothingIsKeptOfTheTokenAnyMore() {
        held.setStatus(of(new TokenState.Open(kept(3), List.of("edge-1"), "join-command-north")));

        assertThat(of(new TokenState.Expired(LATER, List.of("edge-1"))))
                .returns(3, JoinTokenStatus::usesLeft)
                .returns(List.of("edge-1"), JoinTokenStatus::usedBy)
                .satisfies(status -> assertThat(ready(status).getReason()).isEqualTo("Expired"));
    }

    @Test
    void tellsEachThingThatHappenedOnce() {
        JoinTokenStatus none = JoinTokenStatus.NONE;
        JoinTokenStatus issued = of(new TokenState.Open(kept(2), List.of(), "join-command-north"));
        String nameless = KeyPair.generate().peerId().toString();
        JoinTokenStatus used = of(new TokenState.Open(kept(1), List.of("edge-1"), "join-command-north"));
        JoinTokenStatus usedUp = of(new TokenState.UsedUp(kept(0), List.of("edge-1", nameless)));
        JoinTokenStatus named = of(new TokenState.UsedUp(kept(0), List.of("edge-1", "edge-2")));

        assertThat(JoinTokenView.news(none, issued)).extracting(Note::reason).containsExactly("Issued");
        assertThat(JoinTokenView.news(issued, used)).extracting(Note::message).containsExactly("host 'edge-1' joined");
        assertThat(JoinTokenView.news(used, usedUp)).extracting(Note::reason).containsExactly("UsedUp");
        assertThat(JoinTokenView.news(usedUp, named)).extracting(Note::message).containsExactly("host 'edge-2' joined");
        assertThat(JoinTokenView.news(named, named)).isEmpty();
        assertThat(JoinTokenView.news(used, of(new TokenState.Expired(LATER, List.of("edge-1")))))
                .extracting(Note::reason)
                .containsExactly("Expired");
    }

    private JoinTokenStatus of(TokenState state) {
        return JoinTokenView.of(held, state, NOW);
    }

    private static KeptToken kept(int usesLeft) {
        return new KeptToken("t1", TokenHash.of(new Secret(new byte[20])), usesLeft, LATER, Map.of(), List.of());
    }

    private static Condition ready(JoinTokenStatus status) {
        return status.conditions().getFirst();
    }

    private static JoinToken held() {
        JoinToken token = new JoinToken();
        token.setMetadata(new ObjectMetaBuilder()
                .withName("north")
                .withNamespace("hive")
                .withGeneration(3L)
                .build());
        token.setSpec(new JoinTokenSpec(2, "1h", Map.of(), ""));
        return token;
    }
}
