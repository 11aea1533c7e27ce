package io.beemesh.e2e.debian;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.membership.MeshAuthority;
import io.beemesh.mesh.membership.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

/** What {@code join} leaves in an agent's home, of a mesh whose provider nobody can reach. */
final class JoinedHome {
    private static final String MEMBERSHIP = """
            {"version": 1, "mesh": "default", "authority": "%s", "record": "%s", "joinedAtMillis": 0,
             "addresses": ["/ip4/127.0.0.1/tcp/9/p2p/%s"], "settings": {}}
            """;

    private JoinedHome() {}

    /** Writes it into a new folder. */
    static void write(Path folder) throws IOException {
        KeyPair key = KeyPair.generate();
        MeshAuthority authority = new MeshAuthority("default", KeyPair.generate());
        Instant now = Instant.now();
        Member member = new Member(
                key.peerId(),
                "default",
                new Member.Identity("edge-1", Map.of()),
                Role.HOST,
                new Member.Validity(now, now.plus(Duration.ofDays(1))),
                1);
        Files.createDirectory(folder);
        Files.write(folder.resolve("identity.key"), key.seed());
        String text = MEMBERSHIP.formatted(
                base64(authority.trust().authority().protobuf()),
                base64(authority.sign(member).toByteArray()),
                KeyPair.generate().peerId());
        Files.writeString(folder.resolve("membership.json"), text);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
