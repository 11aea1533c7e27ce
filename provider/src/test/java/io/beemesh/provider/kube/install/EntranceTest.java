package io.beemesh.provider.kube.install;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntranceTest {
    private static final Optional<String> NODE = Optional.of("192.0.2.7");

    @Test
    void loadBalancersAddressesAreTheBest() {
        Service service = service(
                31000,
                new LoadBalancerIngressBuilder().withIp("198.51.100.1").build(),
                new LoadBalancerIngressBuilder().withHostname("lb.example.org").build());

        assertThat(Entrance.of(service, NODE))
                .containsExactly(new Entrance("198.51.100.1", 4001), new Entrance("lb.example.org", 4001));
    }

    @Test
    void nodePortStandsInUntilThereIsALoadBalancer() {
        assertThat(Entrance.of(service(31000), NODE)).containsExactly(new Entrance("192.0.2.7", 31000));
    }

    @Test
    void clusterAddressIsTheLastResort() {
        assertThat(Entrance.of(service(31000), Optional.empty())).containsExactly(new Entrance("10.43.0.8", 4001));
        assertThat(Entrance.of(service(null), NODE)).containsExactly(new Entrance("10.43.0.8", 4001));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7, /ip4/192.0.2.7/tcp/4001",
        "2001:db8::7, /ip6/2001:db8::7/tcp/4001",
        "lb.example.org, /dns/lb.example.org/tcp/4001"
    })
    void isAMultiaddrThatCanBeRead(String host, String expected) {
        String text = new Entrance(host, 4001).multiaddr();

        assertThat(text).isEqualTo(expected);
        assertThat(Multiaddr.parse(text).bytes()).isNotEmpty();
    }

    private static Service service(Integer nodePort, LoadBalancerIngress... ingresses) {
        return new ServiceBuilder()
                .withNewSpec()
                .withClusterIP("10.43.0.8")
                .addNewPort()
                .withPort(4001)
                .withNodePort(nodePort)
                .endPort()
                .endSpec()
                .withNewStatus()
                .withNewLoadBalancer()
                .withIngress(List.of(ingresses))
                .endLoadBalancer()
                .endStatus()
                .build();
    }
}
