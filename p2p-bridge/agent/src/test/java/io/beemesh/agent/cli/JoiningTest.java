package io.beemesh.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.beemesh.agent.home.Home;
import io.beemesh.agent.home.HostSettings;
import io.beemesh.agent.link.testing.TestProvider;
import io.beemesh.agent.link.testing.TestProvider.Terms;
import io.beemesh.agent.membership.Affiliation;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.MemoryNetwork;
import io.beemesh.mesh.enrol.EnrolAttempt;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.TokenRedeemer.Redemption;
import io.beemesh.mesh.enrol.Wish;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.wire.EnrolRefused;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JoiningTest {
    private static final HostSettings SETTINGS = new HostSettings(
            new HostSettings.PodmanPlace("", "", ""),
            Set.of("hostPath"),
            new HostSettings.Reserve(Quantity.parse("0"), Quantity.parse("0")),
            "",
            List.of());

    @TempDir
    Path folder;

    private final MemoryNetwork network = new MemoryNetwork();
    private final MeshAuthority authority = new MeshAuthority("default", KeyPair.generate());
    private final AtomicInteger asked = new AtomicInteger();
    private Home home;
    private TestProvider lab;
    private TestProvider shop;
    private boolean refusing;

    @BeforeEach
    void open() throws IOException {
        home = Home.at(folder.resolve("home"));
        lab = provider(Terms.of("c1", authority));
        shop = provider(Terms.of("c2", new MeshAuthority("default", KeyPair.generate())));
    }

    private TestProvider provider(Terms terms) throws IOException {
        TestProvider provider = new TestProvider(network, terms);
        provider.enrol(attempt -> redeem(provider, attempt));
        return provider;
    }

    private Redemption redeem(TestProvider provider, EnrolAttempt attempt) {
        asked.incrementAndGet();
        return refusing
                ? new Redemption.Refused(EnrolRefused.Reason.TOKEN_USED_UP, "the token was used")
                : new Redemption.Redeemed(
                        provider.record(attempt.peer(), attempt.wish().name().orElse("chosen"), Role.HOST));
    }

    @AfterEach
    void close() {
        lab.close();
        shop.close();
    }

    @Test
    void leavesNoKeyBehindWhenItIsRefused() throws Exception {
        refusing = true;

        CliFailure failure = failure(Optional.empty(), lab.token(), lab.address());

        assertThat(failure.code()).isEqualTo(CliFailure.DENIED);
        assertThat(home.key()).isEmpty();
        assertThat(home.membership()).isEmpty();
    }

    @Test
    void leavesNoKeyBehindWhenNobodyAnswers() throws Exception {
        Token token = lab.token();
        Multiaddr address = lab.address();
        lab.close();

        assertThat(failure(Optional.empty(), token, address).code()).isEqualTo(CliFailure.NOT_IN_TIME);
        assertThat(home.key()).isEmpty();
    }

    @Test
    void addsAClusterOfAnotherMeshAndKeepsKeyAndName() throws Exception {
        join(Optional.of("shelf-3"), lab);
        KeyPair key = home.identity();

        Joining.Joined joined = join(Optional.empty(), shop);

        assertThat(joined.sentence()).isEqualTo("joined mesh default as shelf-3; this host serves 2 clusters now");
        assertThat(home.identity().peerId()).isEqualTo(key.peerId());
        assertThat(home.membership().orElseThrow().affiliations().all())
                .hasSize(2)
                .extracting(Affiliation::name)
                .containsOnly("shelf-3");
    }

    @Test
    void addsAClusterOfTheSameMeshToItsRecord() throws Exception {
        join(Optional.empty(), lab);
        try (TestProvider other = provider(Terms.of("c3", authority))) {
            join(Optional.empty(), other);
        }

        assertThat(home.membership().orElseThrow().affiliations().all())
                .singleElement()
                .satisfies(mesh -> assertThat(mesh.clusters()).hasSize(2));
    }

    @Test
    void saysThatNothingIsToBeDoneWhenAskedAgainAndLeavesTheTokenGood() throws Exception {
        Home.Membership before = join(Optional.empty(), lab).membership();
        int timesBefore = asked.get();

        Joining.Joined again = join(Optional.empty(), lab);

        assertThat(again.sentence()).startsWith("this host serves cluster").endsWith("already");
        assertThat(again.membership()).isEqualTo(before);
        assertThat(asked).hasValue(timesBefore);
    }

    @Test
    void leavesEverythingAsItWasWhenAnotherClusterRefuses() throws Exception {
        Home.Membership before = join(Optional.empty(), lab).membership();
        refusing = true;

        assertThat(failure(Optional.empty(), shop.token(), shop.address()).code())
                .isEqualTo(CliFailure.DENIED);

        assertThat(home.membership()).contains(before);
    }

    @Test
    void refusesATokenOfAnotherAuthorityForAProviderThatIsKnown() throws Exception {
        join(Optional.empty(), lab);

        CliFailure failure = failure(Optional.empty(), shop.token(), lab.address());

        assertThat(failure.code()).isEqualTo(CliFailure.DENIED);
        assertThat(failure).hasMessageContaining("another mesh authority");
    }

    @Test
    void servesAtMostEightClusters() throws Exception {
        for (int number = 0; number < 8; number++) {
            try (TestProvider one = provider(Terms.of("n" + number, authority))) {
                join(Optional.empty(), one);
            }
        }

        assertThat(failure(Optional.empty(), lab.token(), lab.address())).hasMessageContaining("8 clusters already");
    }

    @Test
    void doesNotSilentlyIgnoreOtherSettings() throws Exception {
        join(Optional.empty(), lab);
        HostSettings other =
                new HostSettings(SETTINGS.podman(), Set.of("privileged"), SETTINGS.reserve(), "", List.of());

        CliFailure failure = catchThrowableOfType(CliFailure.class, () -> joining(Optional.empty())
                .join(invitation(shop.token(), shop.address()), other));

        assertThat(failure.code()).isEqualTo(CliFailure.USAGE);
    }

    private Joining.Joined join(Optional<String> name, TestProvider provider) throws Exception {
        return joining(name).join(invitation(provider.token(), provider.address()), SETTINGS);
    }

    private CliFailure failure(Optional<String> name, Token token, Multiaddr address) {
        return catchThrowableOfType(CliFailure.class, () -> joining(name).join(invitation(token, address), SETTINGS));
    }

    private static Joining.Invitation invitation(Token token, Multiaddr address) {
        return new Joining.Invitation(token, List.of(address));
    }

    private Joining joining(Optional<String> name) {
        return new Joining(
                home, new Wish(name, Map.of()), Duration.ofMillis(10), builder -> builder.transport(network));
    }
}
