package io.beemesh.provider.pods.resolve;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The variables that tell a container where Services are. <i>Source:</i> kubelet, pkg/kubelet/envvars.
 *
 * <p>Headless Services have none.
 */
final class ServiceEnvironment {
    private ServiceEnvironment() {}

    /** The variables of some Services; of two with the same variables the later one wins. */
    static NavigableMap<String, String> of(List<Service> services) {
        NavigableMap<String, String> variables = new TreeMap<>();
        services.forEach(service -> add(service, variables));
        return variables;
    }

    private static void add(Service service, NavigableMap<String, String> variables) {
        String address = service.getSpec() == null ? null : service.getSpec().getClusterIP();
        if (address == null
                || address.isEmpty()
                || address.equals("None")
                || ports(service).isEmpty()) {
            return;
        }
        String prefix = name(service.getMetadata().getName());
        ServicePort first = ports(service).getFirst();
        variables.put(prefix + "_SERVICE_HOST", address);
        variables.put(prefix + "_SERVICE_PORT", first.getPort().toString());
        variables.put(prefix + "_PORT", url(first, address));
        for (ServicePort port : ports(service)) {
            if (port.getName() != null && !port.getName().isEmpty()) {
                variables.put(
                        prefix + "_SERVICE_PORT_" + name(port.getName()),
                        port.getPort().toString());
            }
            String link = prefix + "_PORT_" + port.getPort() + "_" + protocol(port);
            variables.put(link, url(port, address));
            variables.put(link + "_PROTO", protocol(port).toLowerCase(Locale.ROOT));
            variables.put(link + "_PORT", port.getPort().toString());
            variables.put(link + "_ADDR", address);
        }
    }

    private static List<ServicePort> ports(Service service) {
        return service.getSpec().getPorts();
    }

    private static String url(ServicePort port, String address) {
        String host = address.contains(":") ? "[" + address + "]" : address;
        return protocol(port).toLowerCase(Locale.ROOT) + "://" + host + ":" + port.getPort();
    }

    private static String protocol(ServicePort port) {
        return port.getProtocol() == null ? "TCP" : port.getProtocol();
    }

    private static String name(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }
}
