package io.beemesh.provider.kube.client;

import io.beemesh.provider.certificate.Credential;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The API server as a node reaches it, so that the Node authorizer and NodeRestriction limit what is read and written:
 * by the node's own certificate once there is one, until then in its name.
 *
 * @see <a href="https://kubernetes.io/docs/reference/access-authn-authz/node/">Using Node Authorization</a>
 */
public final class NodeAccess implements KubeAccess, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(NodeAccess.class);

    private final KubernetesClient base;
    private final String node;
    private final WriteFence fence;
    private final ReentrantLock changing = new ReentrantLock();
    private final Deque<KubernetesClient> open = new ArrayDeque<>();
    private final List<Runnable> movers = new CopyOnWriteArrayList<>();
    private volatile KubernetesClient current;

    private NodeAccess(KubernetesClient base, String node, WriteFence fence, KubernetesClient first) {
        this.base = base;
        this.node = node;
        this.fence = fence;
        this.current = first;
        open.add(first);
    }

    /**
     * Access in the name of a node.
     *
     * @param base a client that may impersonate the node, and says where the API server is; somebody else closes it
     */
    public static NodeAccess impersonating(KubernetesClient base, String node, WriteFence fence) {
        return new NodeAccess(base, node, fence, KubeClients.impersonate(base, node, fence));
    }

    /** Access by a client that is the node already; it is closed with this. */
    public static NodeAccess of(KubernetesClient itself, String node, WriteFence fence) {
        return new NodeAccess(itself, node, fence, KubeClients.again(itself, fence));
    }

    @Override
    public KubernetesClient client() {
        return current;
    }

    @Override
    public Registration onMove(Runnable moved) {
        movers.add(moved);
        return () -> movers.remove(moved);
    }

    /** Uses this certificate of the node from now on; what is under way with the one before ends in peace. */
    public void use(Credential credential) {
        changing.lock();
        try {
            if (open.isEmpty()) {
                return; // closed meanwhile
            }
            current = KubeClients.withCertificate(base, credential, fence);
            open.add(current);
            movers.forEach(Runnable::run);
            while (open.size() > 2) {
                open.remove().close();
            }
        } finally {
            changing.unlock();
        }
        log.atInfo().addKeyValue("node", node).log("acts by the node's own certificate");
    }

    /** Closes all its clients. Idempotent. */
    @Override
    public void close() {
        changing.lock();
        try {
            open.forEach(KubernetesClient::close);
            open.clear();
        } finally {
            changing.unlock();
        }
    }
}
