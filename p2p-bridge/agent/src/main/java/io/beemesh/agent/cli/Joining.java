package io.beemesh.agent.cli;

import io.beemesh.agent.home.Home;
import io.beemesh.agent.home.HostSettings;
import io.beemesh.agent.membership.Affiliation;
import io.beemesh.agent.membership.Affiliations;
import io.beemesh.agent.membership.KnownCluster;
import io.beemesh.libp2p.host.HostBuilder;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.libp2p.identity.PublicKey;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.mesh.enrol.EnrolOutcome;
import io.beemesh.mesh.enrol.Token;
import io.beemesh.mesh.enrol.Token.AuthorityHash;
import io.beemesh.mesh.enrol.Wish;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.membership.Verdict;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Makes a host a member, or a member of one cluster more. What fails leaves the home as it was.
 *
 * @param home where all that comes of it is kept
 * @param wish what the host would like to be called; without a name it keeps the one it has
 * @param timeout how long providers are tried
 * @param network how they are dialed
 */
record Joining(Home home, Wish wish, Duration timeout, UnaryOperator<HostBuilder> network) {
    /**
     * What a person gave.
     *
     * @param providers of one cluster, each naming its peer
     */
    record Invitation(Token token, List<Multiaddr> providers) {}

    /** What came of it, and a sentence that says so. */
    record Joined(Home.Membership membership, String sentence) {}

    /** Joins with these settings, or as a host whose settings are kept already. */
    Joined join(Invitation invitation, HostSettings settings) throws IOException, InterruptedException, CliFailure {
        Optional<Home.Membership> before = home.membership();
        if (before.isEmpty()) {
            return joinFirst(invitation, settings);
        }
        refuseOtherSettings(before.get().settings(), settings);
        Affiliations known = before.get().affiliations();
        for (Multiaddr address : invitation.providers()) {
            Optional<Affiliations.Place> place = address.peer().flatMap(known::at);
            if (place.isPresent()) {
                return joinAgain(invitation, address.peer().orElseThrow(), place.get());
            }
        }
        if (known.places().size() >= Affiliations.CLUSTERS_MAX) {
            throw CliFailure.code(
                            CliFailure.FAILURE,
                            "this host serves " + known.places().size() + " clusters already")
                    .because("a host serves at most " + Affiliations.CLUSTERS_MAX)
                    .advise("leave one first: beemesh-agent leave --cluster ID");
        }
        return joinAnother(invitation, known);
    }

    private Joined joinFirst(Invitation invitation, HostSettings settings)
            throws IOException, InterruptedException, CliFailure {
        KeyPair key = home.key().orElseGet(KeyPair::generate);
        EnrolOutcome.Enrolled enrolled = enrol(key, invitation, wish.name());
        Affiliations none = new Affiliations(List.of());
        Affiliations one = none.joined(trust(enrolled), enrolled.own(), KnownCluster.at(invitation.providers()));
        Home.Membership membership =
                new Home.Membership(one, Set.of(), settings, Clock.systemUTC().millis());
        home.keep(key);
        home.keep(membership);
        return new Joined(membership, joined(enrolled));
    }

    private Joined joinAnother(Invitation invitation, Affiliations known)
            throws IOException, InterruptedException, CliFailure {
        EnrolOutcome.Enrolled enrolled = enrol(home.identity(), invitation, name(known));
        KnownCluster cluster = KnownCluster.at(invitation.providers());
        Home.Membership membership =
                home.change(kept -> kept.with(kept.affiliations().joined(trust(enrolled), enrolled.own(), cluster)));
        return new Joined(
                membership,
                joined(enrolled) + "; this host serves "
                        + membership.affiliations().places().size() + " clusters now");
    }

    /** Asks nothing of the provider, so that the token stays good, unless the host's record is no longer good. */
    private Joined joinAgain(Invitation invitation, PeerId provider, Affiliations.Place place)
            throws IOException, InterruptedException, CliFailure {
        Trust trust = place.affiliation().trust();
        String cluster = "cluster " + place.cluster().title() + " of mesh " + trust.mesh();
        AuthorityHash authority = AuthorityHash.ofKey(trust.authority().protobuf());
        if (!authority.equals(invitation.token().authority())) {
            throw CliFailure.code(CliFailure.DENIED, "the token is of another mesh authority than " + cluster)
                    .because("provider " + provider + " is known as one of that cluster")
                    .advise("check that address and token come from the same cluster; if its authority was made anew, "
                            + "first leave it: beemesh-agent leave --cluster "
                            + place.cluster().id());
        }
        KeyPair key = home.identity();
        Membership trusted = new Membership(trust, new Revocations(List.of()), Clock.systemUTC());
        if (trusted.verify(place.affiliation().record(), key.peerId(), Role.HOST) instanceof Verdict.Valid) {
            return new Joined(
                    met(provider, invitation, UnaryOperator.identity()), "this host serves " + cluster + " already");
        }
        EnrolOutcome.Enrolled enrolled =
                enrol(key, invitation, Optional.of(place.affiliation().name()));
        return new Joined(
                met(provider, invitation, before -> before.renewed(trust, enrolled.own())),
                "this host serves " + cluster + " already; its record was no longer good and is a new one now");
    }

    private Home.Membership met(PeerId provider, Invitation invitation, UnaryOperator<Affiliations> also)
            throws IOException {
        KnownCluster said = KnownCluster.at(invitation.providers());
        return home.change(kept -> kept.with(also.apply(kept.affiliations()).met(provider, said.providers())));
    }

    private EnrolOutcome.Enrolled enrol(KeyPair key, Invitation invitation, Optional<String> name)
            throws IOException, InterruptedException, CliFailure {
        Map<String, String> labels = wish.labels();
        return new Enroller(key, timeout, network)
                .enrol(invitation.token(), new Wish(wish.name().or(() -> name), labels), invitation.providers());
    }

    private static Optional<String> name(Affiliations known) {
        return known.all().stream()
                .map(Affiliation::name)
                .filter(one -> !one.isEmpty())
                .findFirst();
    }

    private static Trust trust(EnrolOutcome.Enrolled enrolled) {
        return new Trust(
                PublicKey.ofProtobuf(enrolled.authorityKey().toByteArray()),
                enrolled.member().mesh());
    }

    private static String joined(EnrolOutcome.Enrolled enrolled) {
        return "joined mesh " + enrolled.member().mesh() + " as "
                + enrolled.member().name();
    }

    /** Settings are of the host, not of a cluster: what a later join would change is not silently ignored. */
    private static void refuseOtherSettings(HostSettings kept, HostSettings given) throws CliFailure {
        boolean same = (given.allow().isEmpty() || given.allow().equals(kept.allow()))
                && (given.seccompProfiles().isEmpty() || given.seccompProfiles().equals(kept.seccompProfiles()))
                && (given.reserved().cpuMillis() == 0 || given.reserve().equals(kept.reserve()))
                && (given.reserved().memoryBytes() == 0 || given.reserve().equals(kept.reserve()));
        if (!same) {
            throw CliFailure.code(
                            CliFailure.USAGE,
                            "--allow, --reserve and --seccomp-profiles are of this host, and it has others")
                    .because("they were given when it joined its first cluster")
                    .advise("leave them away; to change them, leave all clusters and join again");
        }
    }
}
