package io.beemesh.provider.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that groups of stateful workloads seal their pods' orders with: derived from the mesh's authority, so that
 * all its providers give a group's members the same one and none has to be kept. Its text form tells nothing.
 */
public final class GroupKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "beemesh state group v1 ";

    private final SecretKeySpec secret;

    /** Those of a mesh. */
    public GroupKeys(MeshKeys mesh) {
        this.secret = new SecretKeySpec(mesh.authority().seed(), ALGORITHM);
    }

    /** A group's, of 32 bytes. */
    public byte[] of(String clusterId, String group) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
            return mac.doFinal((PURPOSE + clusterId + " " + group).getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no HMAC-SHA-256", impossible);
        }
    }
}
