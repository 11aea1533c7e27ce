package io.beemesh.provider.kube;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the addresses of the cluster's API servers: the EndpointSlices of the Service {@code default/kubernetes}.
 * Needs the rights to list and to watch them, which a node has not.
 */
public final class ApiServers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ApiServers.class);
    private static final String NAMESPACE = "default";
    private static final String SERVICE_LABEL = "kubernetes.io/service-name";
    private static final String SERVICE = "kubernetes";
    private static final String PORT = "https";
    private static final String NAMES = "FQDN";

    private final SharedIndexInformer<EndpointSlice> informer;

    private ApiServers(SharedIndexInformer<EndpointSlice> informer) {
        this.informer = informer;
    }

    /**
     * Starts to follow; returns at once, and lists again after every fault. The listener is told on the informer's
     * thread, of all addresses on each change.
     */
    public static ApiServers follow(KubernetesClient client, Consumer<Set<InetSocketAddress>> listener) {
        SharedIndexInformer<EndpointSlice> informer = client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(NAMESPACE)
                .withLabel(SERVICE_LABEL, SERVICE)
                .runnableInformer(0);
        AtomicBoolean warned = new AtomicBoolean();
        informer.exceptionHandler((started, failure) -> {
            if (warned.compareAndSet(false, true)) {
                log.atWarn().addKeyValue("error", failure.toString()).log("API servers not listed, trying again");
            }
            return true;
        });
        informer.addEventHandler(
                new Handler(() -> listener.accept(addresses(informer.getStore().list()))));
        informer.start();
        return new ApiServers(informer);
    }

    /** The addresses that slices name: those that are ready, with the port of that name or the only one. */
    static Set<InetSocketAddress> addresses(List<EndpointSlice> slices) {
        return slices.stream()
                .filter(slice -> !NAMES.equals(slice.getAddressType()))
                .flatMap(slice -> ports(slice).flatMap(port -> slice.getEndpoints().stream()
                        .filter(ApiServers::isReady)
                        .flatMap(endpoint -> endpoint.getAddresses().stream())
                        .map(address -> new InetSocketAddress(address, port))))
                .collect(Collectors.toSet());
    }

    private static Stream<Integer> ports(EndpointSlice slice) {
        List<EndpointPort> ports = slice.getPorts();
        return ports.stream()
                .filter(port -> port.getPort() != null && (ports.size() == 1 || PORT.equals(port.getName())))
                .map(EndpointPort::getPort);
    }

    private static boolean isReady(Endpoint endpoint) {
        return endpoint.getConditions() == null
                || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
    }

    /** Stops following. Idempotent. */
    @Override
    public void close() {
        informer.close();
    }

    private record Handler(Runnable changed) implements ResourceEventHandler<EndpointSlice> {
        @Override
        public void onAdd(EndpointSlice slice) {
            changed.run();
        }

        @Override
        public void onUpdate(EndpointSlice before, EndpointSlice slice) {
            changed.run();
        }

        @Override
        public void onDelete(EndpointSlice slice, boolean stateUnknown) {
            changed.run();
        }
    }
}
