package io.beemesh.provider.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.testing.SettableClock;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.secret.StoredSecret;
import io.beemesh.provider.kube.secret.StoredSecret.Owner;
import io.beemesh.provider.kube.secret.testing.FakeSecrets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JoinCommandsTest {
    private static final Owner NORTH = new Owner("JoinToken", "north", "u1");
    private static final String ADDRESS = "/ip4/192.0.2.1/tcp/4001/p2p/12D3KooW";

    private final FakeSecrets secrets = new FakeSecrets();
    private final JoinTokens tokens = new JoinTokens(secrets, new SettableClock(), new SecureRandom());
    private final JoinAddress address = new JoinAddress(secrets);
    private final JoinCommands commands = new JoinCommands(secrets, tokens, address);

    @BeforeEach
    void openDoor() throws Exception {
        byte[] authority = KeyPair.generate().publicKey().protobuf();
        address.publish(new JoinAddress.Door(Base64.getEncoder().encodeToString(authority), List.of(ADDRESS)));
    }

    @Test
    void putsTheCommandIntoASecretOfItsOwnerAndKeepsTheHashAlone() throws Exception {
        assertThat(commands.issue(order(NORTH))).isInstanceOf(JoinCommands.Issue.Issued.class);

        StoredSecret secret = secret();
        Token token = token(secret);
        assertThat(secret)
                .returns("beemesh.io/join-command", StoredSecret::type)
                .returns(Optional.of(NORTH), StoredSecret::owner);
        assertThat(secret.value("command"))
                .contains("java -jar beemesh-agent.jar join --token " + token.text() + " " + ADDRESS);
        assertThat(tokens.find("t1")).hasValueSatisfying(kept -> {
            assertThat(kept.matches(token.secret())).isTrue();
            assertThat(kept.usesLeft()).isEqualTo(2);
        });
    }

    @Test
    void goesOnWithTheTokenThatItBeganWith() throws Exception {
        JoinCommands.Issue first = commands.issue(order(NORTH));
        Token token = token(secret());
        tokens.delete("t1");

        JoinCommands.Issue again = commands.issue(order(NORTH));

        assertThat(again).isEqualTo(first);
        assertThat(commands.issue(order(NORTH))).isEqualTo(first);
        assertThat(token(secret()).text()).isEqualTo(token.text());
    }

    @Test
    void makesNoTokenBeforeItIsKnownWhereHostsJoin() throws Exception {
        secrets.delete(JoinAddress.NAME);

        assertThat(commands.issue(order(NORTH))).isInstanceOf(JoinCommands.Issue.NoAddress.class);
        assertThat(secrets.count()).isZero();
    }

    @Test
    void leavesSomebodyElsesSecretAlone() throws Exception {
        secrets.put(StoredSecret.fresh("join-command-north", "Opaque", Map.of("a", "b")));

        assertThat(commands.issue(order(NORTH))).isInstanceOf(JoinCommands.Issue.NameTaken.class);
        commands.withdraw(NORTH);
        assertThat(secret().value("a")).contains("b");
    }

    @Test
    void clearsAwayWhatAnotherOwnerOfTheNameLeft() throws Exception {
        commands.issue(order(NORTH));
        Owner next = new Owner("JoinToken", "north", "u2");
        JoinCommands.Order order = new JoinCommands.Order("t2", order(NORTH).wish(), next);

        assertThatThrownBy(() -> commands.issue(order)).hasMessageContaining("is removed");

        assertThat(commands.issue(order)).isInstanceOf(JoinCommands.Issue.Issued.class);
        assertThat(token(secret()).id()).isEqualTo("t2");
    }

    @Test
    void withdrawsTheCommandAndNotTheToken() throws Exception {
        commands.issue(order(NORTH));
        assertThat(commands.isWaiting(NORTH)).isTrue();

        commands.withdraw(NORTH);
        commands.withdraw(NORTH);

        assertThat(commands.isWaiting(NORTH)).isFalse();
        assertThat(tokens.find("t1")).isPresent();
    }

    private static JoinCommands.Order order(Owner owner) {
        return new JoinCommands.Order("t1", new JoinTokens.Wish(2, Duration.ofHours(1), Map.of()), owner);
    }

    private StoredSecret secret() {
        return secrets.read("join-command-north") instanceof Answer.Done<StoredSecret>(StoredSecret held)
                ? held
                : StoredSecret.fresh("none", "", Map.of());
    }

    private static Token token(StoredSecret secret) {
        return switch (Token.read(secret.value("token").orElse(""))) {
            case Token.Read(Token token) -> token;
            case Token.Malformed(String message) -> throw new AssertionError(message);
        };
    }
}
