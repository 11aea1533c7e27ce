package io.beemesh.provider.kubelet.testing;

import io.beemesh.provider.certificate.CertificateSigner;
import io.beemesh.provider.certificate.CertificateSubject;
import io.beemesh.provider.kubelet.KubeletConfig;
import io.beemesh.provider.kubelet.KubeletServer;
import io.beemesh.provider.kubelet.http.HttpServerConfig;
import io.beemesh.provider.kubelet.remotecommand.CommandLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * A kubelet API on the loopback address, with a pod {@code default/local} whose container {@code main} is this machine.
 */
public final class ServedKubelet implements AutoCloseable {
    private final TestAuthority clientAuthority = TestAuthority.named("client-ca");
    private final TestAuthority serverAuthority = TestAuthority.named("server-ca");
    private final LocalPods pods = new LocalPods();
    private final FakeReviews reviews = new FakeReviews();
    private final KubeletServer server;

    private ServedKubelet(HttpServerConfig http, CommandLimits limits) throws IOException {
        pods.add("default", "local", "main", List.of("sh", "-c", "echo one; echo two"));
        pods.add("default", "endless", "main", List.of("sh", "-c", "while true; do echo tick; sleep 0.1; done"));
        reviews.allow("admin", Set.of("proxy", "metrics", "stats", "checkpoint"));
        CompletableFuture<Void> signed = new CompletableFuture<>();
        MemoryStore store = new MemoryStore();
        server = KubeletServer.start(
                new KubeletConfig(CertificateSubject.server("node", InetAddress.getLoopbackAddress()), http, limits),
                new KubeletServer.Backend(pods, new FixedReports(), new FixedUsage()),
                new KubeletServer.Trust(
                        reviews,
                        listener -> {
                            listener.accept(List.of(clientAuthority.certificate()));
                            return () -> {};
                        },
                        (request, waiting) -> new CertificateSigner.Signed(serverAuthority.signServer(request)),
                        new Signalling(store, signed)),
                new KubeletServer.Time(Clock.systemUTC(), System::nanoTime));
        signed.join();
    }

    /** Starts it with the kubelet's limits; its certificate is signed when this returns. */
    public static ServedKubelet start() throws IOException {
        return start(HttpServerConfig.on(anyPort()), CommandLimits.KUBELET);
    }

    /** Starts it with other limits. */
    public static ServedKubelet start(HttpServerConfig http, CommandLimits limits) throws IOException {
        return new ServedKubelet(http, limits);
    }

    /** Short limits for tests that wait for them. */
    public static HttpServerConfig impatient(int connectionsMax) {
        return new HttpServerConfig(anyPort(), connectionsMax, Duration.ofMillis(500), Duration.ofSeconds(30));
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** The pods behind it. */
    public LocalPods pods() {
        return pods;
    }

    /** The reviews that it asks. */
    public FakeReviews reviews() {
        return reviews;
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** A URI of it. */
    public URI uri(String scheme, String pathAndQuery) {
        return URI.create(scheme + "://127.0.0.1:" + server.address().getPort() + pathAndQuery);
    }

    /** TLS of a user with a certificate. */
    public SSLContext user(String name) {
        return clientAuthority.client(
                "O=testers,CN=" + name, KeyPurposeId.id_kp_clientAuth, serverAuthority.certificate());
    }

    /** TLS of somebody whose certificate is signed, but for servers. */
    public SSLContext misusedCertificate(String name) {
        return clientAuthority.client("CN=" + name, KeyPurposeId.id_kp_serverAuth, serverAuthority.certificate());
    }

    /** TLS of somebody who has signed his certificate himself. */
    public SSLContext impostor(String name) {
        return TestAuthority.named("client-ca")
                .client("CN=" + name, KeyPurposeId.id_kp_clientAuth, serverAuthority.certificate());
    }

    /** TLS without a certificate. */
    public SSLContext stranger() {
        return TestAuthority.stranger(serverAuthority.certificate());
    }

    @Override
    public void close() {
        server.close();
    }
}
