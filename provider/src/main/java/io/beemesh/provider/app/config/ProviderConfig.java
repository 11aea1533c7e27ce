package io.beemesh.provider.app.config;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every key that the provider knows; one that is not here stops the start. */
@ConfigMapping(prefix = ProviderConfig.PREFIX)
public interface ProviderConfig {
    /** What all keys begin with. */
    String PREFIX = "beemesh";

    /** The namespace of the provider's own Secrets; made if it is not there. */
    @WithDefault("beemesh-system")
    String namespace();

    /** How the API server is reached. */
    Kube kube();

    /** The virtual node. */
    Node node();

    /** The mesh behind the node. */
    Mesh mesh();

    /** The kubelet API. */
    Kubelet kubelet();

    /** The tunnel over which the API servers of a k3s reach the kubelet API. */
    Tunnel tunnel();

    /** The providers of the node, of which one leads. */
    Replicas replicas();

    /** The EdgeHost resources. */
    EdgeHosts edgeHosts();

    /** Volumes that outlive pods. */
    Storage storage();

    /** Health and metrics. */
    Management management();

    /** Volumes that outlive pods. */
    interface Storage {
        /** Whether volumes are made for claims of provisioner {@code beemesh.io/local}. */
        @WithDefault("true")
        boolean enabled();
    }

    /** How the API server is reached. */
    interface Kube {
        /** A kubeconfig file; without it {@code KUBECONFIG}, else the pod's service account. */
        Optional<Path> kubeconfig();

        /** Requests in flight at once. */
        @WithDefault("256")
        int requestsMax();

        /** For one request, watches excepted. */
        @WithDefault("10s")
        Duration requestTimeout();
    }

    /** The virtual node. */
    interface Node {
        /** Of the Node object: a DNS label. */
        @WithDefault("beemesh")
        String name();

        /** Where the API server reaches the kubelet API; without it, the address of the way to the API server. */
        Optional<String> address();

        /**
         * The Service in front of the kubelet API, in the provider's namespace: its address in the cluster is the
         * node's, if none is given. For a provider that runs in the cluster.
         */
        Optional<String> service();

        /** The domain of the cluster's Services. */
        @WithDefault("cluster.local")
        String clusterDomain();

        /** Labels besides those that every virtual node has. */
        Map<String, String> labels();

        /**
         * Whether the node has the taint {@code virtual-kubelet.io/provider=beemesh:NoSchedule}, which keeps away pods
         * that do not ask for the mesh. A node that has it keeps it.
         */
        @WithDefault("true")
        boolean taint();

        /** After which the cluster takes the node for lost. */
        @WithDefault("40s")
        Duration leaseValid();

        /** Between two renewals of the lease. */
        @WithDefault("10s")
        Duration leaseEvery();

        /** Between two writes of the status when nothing changes. */
        @WithDefault("5m")
        Duration statusEvery();
    }

    /** The mesh behind the node. */
    interface Mesh {
        /** What {@code nodeSelector: {beemesh.io/mesh: ...}} names: a DNS label. */
        @WithDefault("default")
        String name();

        /** The multiaddrs that hosts connect to. */
        @WithDefault("/ip4/0.0.0.0/tcp/4001")
        List<String> listen();

        /**
         * The multiaddrs that join commands name, without the peer id; by default made of listen and the node's
         * address.
         */
        Optional<List<String>> announce();

        /**
         * The Service in front of the listener, in the provider's namespace: join commands name its load balancer, or
         * else its node port, if there is no announce.
         */
        Optional<String> service();

        /** The address of the cluster's node that the provider runs on, for the node port of that Service. */
        Optional<String> nodeAddress();

        /** The Secret with the keys of the mesh. */
        @WithDefault("beemesh-identity")
        String secret();

        /** How long a membership record is good for. */
        @WithDefault("8760h")
        Duration memberValid();

        /** Between two signs of life of a host. */
        @WithDefault("10s")
        Duration beatEvery();

        /** After which a silent host is Unknown. */
        @WithDefault("40s")
        Duration lostAfter();

        /** After which the stateless pods of a host that is Unknown are given up. */
        @WithDefault("60s")
        Duration lostGrace();

        /** How long a host that is not attached keeps running pods of StatefulSets. */
        @WithDefault("60s")
        Duration hostLease();
    }

    /** The kubelet API. */
    interface Kubelet {
        /** The address that it listens on. */
        @WithDefault("0.0.0.0")
        String listen();

        /** The TCP port. */
        @WithDefault("10250")
        int port();

        /** Whether the serving certificate is asked for in the node's name; not needed by a client that is the node. */
        @WithDefault("true")
        boolean csrImpersonate();

        /** Whether the provider approves its own request, rather than wait for somebody to do so. */
        @WithDefault("true")
        boolean csrApprove();
    }

    /** The tunnel over which the API servers of a k3s reach the kubelet API. */
    interface Tunnel {
        /** {@code auto}: where the cluster is a k3s; {@code on}: wherever it is; {@code off}: nowhere. */
        @WithDefault("auto")
        String mode();
    }

    /** The providers of the node, of which one leads. */
    interface Replicas {
        /** How many there are. */
        @WithDefault("1")
        int count();

        /** Which one this is, from 0; each has a key and addresses of its own. */
        @WithDefault("0")
        int index();
    }

    /** The EdgeHost resources. */
    interface EdgeHosts {
        /** Whether the provider applies their definition when it starts. */
        @WithDefault("true")
        boolean applyCrd();
    }

    /** Health and metrics, over plain HTTP. */
    interface Management {
        /** The TCP port of {@code /q/health} and {@code /q/metrics}. */
        @WithDefault("8080")
        int port();
    }
}
