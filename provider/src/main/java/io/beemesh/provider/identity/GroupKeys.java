package io.beemesh.provider.identity;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.mesh.pod.SignedOrder;
import io.beemesh.mesh.wire.RunPod;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that groups of stateful workloads seal their pods' orders with: derived from the mesh's authority, so that
 * all its providers give a group's members the same one and none has to be kept. And that authority's signature, by
 * which members know an order as a provider's. Its text form tells nothing.
 */
public final class GroupKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String PURPOSE = "beemesh state group v1 ";

    private final KeyPair authority;
    private final SecretKeySpec secret;

    /** Those of a mesh. */
    public GroupKeys(MeshKeys mesh) {
        this.authority = mesh.authority();
        this.secret = new SecretKeySpec(mesh.authority().seed(), ALGORITHM);
    }

    /** An order of a group's pod, as its members believe it from each other. */
    public RunPod signed(RunPod order) {
        return SignedOrder.sign(order, authority);
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
