package io.beemesh.provider.identity;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.enrol.TokenHash;
import io.beemesh.provider.kube.secret.StoredSecret;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How a join token is written into a Secret, and read from one. Pure. */
final class TokenSecrets {
    /** The type of the Secrets, and the label that finds them. */
    static final String KIND = "beemesh.io/join-token";

    private static final String PREFIX = "join-token-";
    private static final String HASH = "secret-sha256";
    private static final String USES = "uses-left";
    private static final String EXPIRES = "expires";
    private static final String LABELS = "labels";
    private static final String USED_BY = "used-by";

    private TokenSecrets() {}

    static String name(String id) {
        return PREFIX + id;
    }

    static StoredSecret write(KeptToken token) {
        return StoredSecret.fresh(name(token.id()), KIND, data(token))
                .labelled(KIND, new StoredSecret.LabelValue("true"));
    }

    /** The changed token over the version that was read. */
    static StoredSecret rewrite(StoredSecret held, KeptToken token) {
        return held.with(data(token));
    }

    /** The token; empty if somebody put something else there. */
    static Optional<KeptToken> read(StoredSecret secret) {
        try {
            return Optional.of(new KeptToken(
                    secret.name().substring(PREFIX.length()),
                    TokenHash.parse(secret.value(HASH).orElse("")),
                    Integer.parseInt(secret.value(USES).orElse("")),
                    Instant.parse(secret.value(EXPIRES).orElse("")),
                    labels(secret.value(LABELS).orElse("")),
                    lines(secret.value(USED_BY).orElse("")).map(PeerId::parse).toList()));
        } catch (IllegalArgumentException | DateTimeException | IndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> data(KeptToken token) {
        return Map.of(
                HASH,
                token.hash().toString(),
                USES,
                Integer.toString(token.usesLeft()),
                EXPIRES,
                token.expires().toString(),
                LABELS,
                new TreeMap<>(token.labels())
                        .entrySet().stream()
                                .map(e -> e.getKey() + "=" + e.getValue())
                                .collect(Collectors.joining("\n")),
                USED_BY,
                join(token.usedBy()));
    }

    private static String join(List<PeerId> peers) {
        return peers.stream().map(PeerId::toString).collect(Collectors.joining("\n"));
    }

    private static Map<String, String> labels(String text) {
        return lines(text)
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair.length == 2 ? pair[1] : ""));
    }

    private static Stream<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank());
    }
}
