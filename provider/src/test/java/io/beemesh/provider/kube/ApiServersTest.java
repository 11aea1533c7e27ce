package io.beemesh.provider.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class ApiServersTest {
    @Test
    void namesEveryServerOfEverySlice() {
        assertThat(ApiServers.addresses(
                        List.of(slice("IPv4", true, "10.0.0.1", "10.0.0.2"), slice("IPv6", true, "fd00::1"))))
                .containsExactlyInAnyOrder(
                        new InetSocketAddress("10.0.0.1", 6443),
                        new InetSocketAddress("10.0.0.2", 6443),
                        new InetSocketAddress("fd00::1", 6443));
    }

    @Test
    void leavesOutServersThatAreNotReadyAndNames() {
        assertThat(ApiServers.addresses(List.of(slice("IPv4", false, "10.0.0.1"), slice("FQDN", true, "example.org"))))
                .isEmpty();
    }

    @Test
    void takesServersThatSayNothingOfBeingReady() {
        assertThat(ApiServers.addresses(List.of(slice("IPv4", null, "10.0.0.1"))))
                .hasSize(1);
    }

    @Test
    void takesThePortOfTheApiAmongSeveral() {
        EndpointSlice two = new EndpointSliceBuilder(slice("IPv4", true, "10.0.0.1"))
                .addNewPort()
                .withName("metrics")
                .withPort(9100)
                .endPort()
                .build();

        assertThat(ApiServers.addresses(List.of(two))).containsExactly(new InetSocketAddress("10.0.0.1", 6443));
    }

    private static EndpointSlice slice(String type, Boolean ready, String... addresses) {
        return new EndpointSliceBuilder()
                .withAddressType(type)
                .addNewPort()
                .withName("https")
                .withPort(6443)
                .endPort()
                .addNewEndpoint()
                .withAddresses(addresses)
                .withNewConditions()
                .withReady(ready)
                .endConditions()
                .endEndpoint()
                .build();
    }
}
