package io.beemesh.e2e.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import io.beemesh.mesh.enrol.EnrolOutcome;
import io.beemesh.mesh.wire.EnrolRefused.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@OnRig(hosts = 0)
class JoinTokenIT {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String REASON = "{.status.conditions[?(@.type==\"Ready\")].reason}";
    private static final String TOKEN = """
            apiVersion: beemesh.io/v1alpha1
            kind: JoinToken
            metadata: {name: %s}
            spec: %s
            """;

    @Test
    void isShownOnceAndCountsTheHostsThatJoin(Rig rig) throws Exception {
        Kubectl own = provider(rig);
        own.apply(TOKEN.formatted("north", "{uses: 2, ttl: 1h, pool: north}"));
        own.awaitCondition("jointoken/north", "Ready");
        assertThat(own.query("secret/join-command-north", "{.type} {.metadata.ownerReferences[0].kind}"))
                .containsExactly("beemesh.io/join-command", "JoinToken");
        List<String> invitation = invitation(own, "north");
        assertThat(own.run("get", "jt", "north")
                        .lines()
                        .findFirst()
                        .orElseThrow()
                        .split(" +"))
                .containsExactly("NAME", "READY", "USES-LEFT", "EXPIRES", "POOL", "SECRET", "AGE");

        try (SimulatedHost one = SimulatedHost.join(invitation, "token-it-1")) {
            Eventually.within(SOON, () -> assertThat(
                            own.query("jointoken/north", REASON + " {.status.usesLeft} {.status.usedBy[*]}"))
                    .containsExactly("Issued", "1", "token-it-1"));
            try (SimulatedHost two = SimulatedHost.join(invitation, "token-it-2")) {
                Eventually.within(SOON, () -> assertThat(own.query("jointoken/north", REASON + " {.status.usedBy[*]}"))
                        .containsExactly("UsedUp", "token-it-1", "token-it-2"));
                assertThat(own.attempt("get", "secret", "join-command-north").errors())
                        .contains("not found");
                assertThat(own.query("jointoken/north", "{.status.secretName}")).isEmpty();
                assertThat(two.lost()).isNotDone();
            }
            assertThat(one.lost()).isNotDone();
        }
        assertThat(events(own, "north")).contains("Issued", "Used", "UsedUp");
        String secret = invitation.getFirst().split("\\.")[2];
        assertThat(own.run("get", "jointokens,events", "--output=yaml")).doesNotContain(secret);
        own.run("delete", "jointoken", "north", "--timeout=30s");
    }

    @Test
    void deletesItsCommandWhenItsTimeIsOver(Rig rig) throws Exception {
        Kubectl own = provider(rig);
        own.apply(TOKEN.formatted("brief", "{ttl: 3s}"));
        own.awaitCondition("jointoken/brief", "Ready");
        List<String> invitation = invitation(own, "brief");

        Eventually.within(
                SOON, () -> assertThat(own.query("jointoken/brief", REASON)).containsExactly("Expired"));

        Eventually.within(SOON, () -> assertThat(
                        own.attempt("get", "secret", "join-command-brief").errors())
                .contains("not found"));
        assertThat(refusal(invitation)).isEqualTo(Reason.TOKEN_EXPIRED);
        assertThat(events(own, "brief")).contains("Expired");
        own.run("delete", "jointoken", "brief", "--timeout=30s");
    }

    @Test
    void isNoGoodAnyMoreOnceItIsDeleted(Kubectl kubectl, Rig rig) throws Exception {
        Kubectl own = provider(rig);
        own.apply(TOKEN.formatted("many", "{uses: 9}"));
        own.awaitCondition("jointoken/many", "Ready");
        List<String> invitation = invitation(own, "many");
        try (SimulatedHost host = SimulatedHost.join(invitation, "token-it-3")) {
            own.run("delete", "jointoken", "many", "--timeout=30s");

            assertThat(refusal(invitation)).isEqualTo(Reason.TOKEN_UNKNOWN);
            assertThat(own.attempt("get", "secret", "join-command-many").errors())
                    .contains("not found");
            kubectl.awaitCondition("edgehost/token-it-3", "Ready");
            assertThat(host.lost()).isNotDone();
        }
    }

    @Test
    void saysThatSomebodyDeletedTheTokenAlone(Rig rig) throws Exception {
        Kubectl own = provider(rig);
        own.apply(TOKEN.formatted("halved", "{}"));
        own.awaitCondition("jointoken/halved", "Ready");
        String id = invitation(own, "halved").getFirst().split("\\.")[1];

        own.run("delete", "secret", "join-token-" + id);

        Eventually.within(
                SOON, () -> assertThat(own.query("jointoken/halved", REASON)).containsExactly("Deleted"));
        own.run("delete", "jointoken", "halved", "--timeout=30s");
    }

    @Test
    void cannotChangeAndIsRefusedWithTheReasonWhenItMakesNoSense(Rig rig) {
        Kubectl own = provider(rig);
        own.apply(TOKEN.formatted("fixed", "{}"));

        assertThat(own.attempt("patch", "jointoken", "fixed", "--type=merge", "--patch={\"spec\":{\"uses\":5}}")
                        .errors())
                .contains("a JoinToken cannot change; delete it and make another");
        assertThat(own.refusal(TOKEN.formatted("wrong", "{ttl: soon}"))).contains("such as 24h or 1h30m");
        assertThat(own.refusal(TOKEN.formatted("wrong", "{uses: 0}"))).contains("spec.uses");
        assertThat(own.refusal(TOKEN.formatted("wrong", "{labels: {beemesh.io/pool: x}}")))
                .contains("set by spec.pool");
        own.apply(TOKEN.formatted("endless", "{ttl: 9999d}"));
        Eventually.within(
                SOON, () -> assertThat(own.query("jointoken/endless", REASON)).containsExactly("Invalid"));
        own.run("delete", "jointoken", "fixed", "endless", "--timeout=30s");
    }

    private static Kubectl provider(Rig rig) {
        rig.provider();
        return rig.kubectl("beemesh-system");
    }

    /** Token and address, from the command that the Secret holds. */
    private static List<String> invitation(Kubectl own, String name) {
        String encoded =
                own.query("secret/join-command-" + name, "{.data.command}").getFirst();
        String command = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        assertThat(command).startsWith("java -jar beemesh-agent.jar join --token bm1.");
        return Stream.of(command.replaceFirst(".*--token ", "").split(" ")).toList();
    }

    private static Reason refusal(List<String> invitation) throws Exception {
        return switch (SimulatedHost.tryToken(invitation, "token-it-late")) {
            case EnrolOutcome.Refused refused -> refused.reason();
            case EnrolOutcome.Enrolled enrolled -> throw new AssertionError("enrolled");
            case EnrolOutcome.Untrusted untrusted -> throw new AssertionError(untrusted.message());
        };
    }

    private static List<String> events(Kubectl own, String name) {
        return own.query("events", "{.items[?(@.involvedObject.name==\"" + name + "\")].reason}");
    }
}
