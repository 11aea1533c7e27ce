package io.beemesh.agent.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvConfTest {

    @Test
    void isOrderedAsTheKubeletOrdersIt() throws Exception {
        Resolver resolver = new Resolver(
                List.of("10.96.0.10", "10.96.0.11"),
                List.of("shop.svc.cluster.local", "svc"),
                List.of("ndots:5", "edns0"));

        assertThat(ResolvConf.text(resolver, List.of("nameserver 192.0.2.1"))).isEqualTo("""
                        search shop.svc.cluster.local svc
                        nameserver 10.96.0.10
                        nameserver 10.96.0.11
                        options ndots:5 edns0
                        """);
    }

    @Test
    void saysWhatTheHostSaysWithoutServers() throws Exception {
        Resolver resolver = new Resolver(List.of(), List.of("svc"), List.of());

        assertThat(ResolvConf.text(resolver, List.of("# a remark", "search lan", "", "nameserver 192.0.2.1 ")))
                .isEqualTo("nameserver 192.0.2.1\nsearch svc\n");
        assertThat(ResolvConf.text(Resolver.OF_HOST, List.of("search lan", "nameserver 192.0.2.1")))
                .isEqualTo("search lan\nnameserver 192.0.2.1\n");
    }

    @Test
    void leavesOutServersOfTheHostsOwnLoopback() throws Exception {
        assertThat(ResolvConf.text(Resolver.OF_HOST, List.of("nameserver 127.0.0.53", "nameserver 192.0.2.1")))
                .isEqualTo("nameserver 192.0.2.1\n");
    }
}
