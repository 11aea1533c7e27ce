package io.beemesh.libp2p.host;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Protocol;
import io.beemesh.libp2p.ProtocolHandler;
import io.beemesh.libp2p.Stream;
import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.multiaddr.Multiaddr;
import io.beemesh.libp2p.transport.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;

/** Hosts over a transport, closed after each test. */
@Timeout(60)
abstract class HostFixture {
    static final Protocol ECHO = new Protocol("/echo/1");
    static final Protocol OTHER = new Protocol("/other/1");
    static final Limits.Streams MANY = new Limits.Streams(2000, 2000);

    private final List<Host> hosts = new ArrayList<>();

    abstract Transport transport();

    abstract Multiaddr anywhere();

    @AfterEach
    void closeHosts() {
        hosts.forEach(Host::close);
    }

    HostBuilder builder() {
        return HostBuilder.of(KeyPair.generate()).transport(transport());
    }

    Host start(HostBuilder builder) throws IOException {
        Host host = builder.start();
        hosts.add(host);
        return host;
    }

    Host listener() throws IOException {
        return start(builder().listen(anywhere()));
    }

    Host listener(Protocol protocol, ProtocolHandler handler) throws IOException {
        Host host = listener();
        host.serve(protocol, MANY, handler);
        return host;
    }

    Connection dial(Host target) throws Exception {
        return start(builder()).connect(target.addresses().getFirst());
    }

    static void echo(Stream stream) throws IOException {
        stream.in().transferTo(stream.out());
    }
}
