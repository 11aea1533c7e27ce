package io.beemesh.provider.kubelet;

import io.beemesh.provider.certificate.CertificateKeeper;
import io.beemesh.provider.certificate.CertificateRequest;
import io.beemesh.provider.certificate.CertificateSigner;
import io.beemesh.provider.certificate.CertificateStore;
import io.beemesh.provider.kube.Reviews;
import io.beemesh.provider.kubelet.access.AccessFilter;
import io.beemesh.provider.kubelet.access.AskedNode;
import io.beemesh.provider.kubelet.access.Authenticator;
import io.beemesh.provider.kubelet.access.Authorizer;
import io.beemesh.provider.kubelet.access.ClientCertificates;
import io.beemesh.provider.kubelet.http.HttpExchange;
import io.beemesh.provider.kubelet.http.HttpHandler;
import io.beemesh.provider.kubelet.http.HttpServer;
import io.beemesh.provider.kubelet.portforward.PortForward;
import io.beemesh.provider.kubelet.remotecommand.RemoteCommand;
import io.beemesh.provider.kubelet.report.ConfigzVerb;
import io.beemesh.provider.kubelet.report.HealthzVerb;
import io.beemesh.provider.kubelet.report.MetricsVerb;
import io.beemesh.provider.kubelet.report.NodeReports;
import io.beemesh.provider.kubelet.report.PodsVerb;
import io.beemesh.provider.kubelet.report.StatsVerb;
import io.beemesh.provider.kubelet.serving.ServingKeys;
import io.beemesh.provider.kubelet.usage.UsageSource;
import io.beemesh.provider.kubelet.usage.UsageViews;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The kubelet API of the virtual node: assembles certificate, access, verbs and server.
 *
 * @see <a href="https://github.com/kubernetes/kubernetes/blob/v1.36.3/pkg/kubelet/server/server.go">the kubelet's</a>
 */
public final class KubeletServer implements AutoCloseable {
    private static final Set<String> READ = Set.of("GET", "HEAD");
    private static final Set<String> UPGRADE = Set.of("GET", "POST");

    private final CertificateKeeper certificate;
    private final Closer authorities;
    private final HttpServer server;

    /** Follows the cluster's client authorities until it is closed. */
    @FunctionalInterface
    public interface AuthorityFeed {

        /** Starts to tell the listener: the authorities now, and again on each change. Does not wait for them. */
        Closer follow(Consumer<List<X509Certificate>> listener);
    }

    /** Ends something. Idempotent. */
    @FunctionalInterface
    public interface Closer extends AutoCloseable {
        @Override
        void close();
    }

    /**
     * What stands behind the verbs.
     *
     * @param sessions logs, commands and ports
     * @param reports pods, metrics and health
     * @param usage what nodes use
     */
    public record Backend(PodSessions sessions, NodeReports reports, UsageSource usage) {}

    /**
     * Whom to trust, and by whom to be trusted.
     *
     * @param reviews who a token's bearer is and what a user may
     * @param authorities who signs client certificates
     * @param signer who signs the serving certificate
     * @param store where it is kept over restarts
     */
    public record Trust(Reviews reviews, AuthorityFeed authorities, CertificateSigner signer, CertificateStore store) {}

    /**
     * The time.
     *
     * @param clock the time of day
     * @param nanoTicker a monotonic time in nanoseconds
     */
    public record Time(Clock clock, LongSupplier nanoTicker) {}

    private KubeletServer(CertificateKeeper certificate, Closer authorities, HttpServer server) {
        this.certificate = certificate;
        this.authorities = authorities;
        this.server = server;
    }

    /**
     * Listens and serves until it is closed. Does not wait for the cluster: until its client authorities are known
     * nobody is known by certificate, and until it has signed a certificate the server shows its own.
     *
     * @throws IOException if the address cannot be taken
     */
    public static KubeletServer start(KubeletConfig config, Backend backend, Trust trust, Time time)
            throws IOException {
        CertificateKeeper certificate = CertificateKeeper.start(
                config.subject(),
                new CertificateKeeper.Ports(trust.signer(), trust.store(), time.clock(), new SecureRandom()));
        // Until the cluster has signed one, the server shows one that nobody trusts.
        ServingKeys keys =
                new ServingKeys(certificate.state().held().orElseGet(() -> CertificateRequest.of(config.subject())
                        .selfSigned(time.clock().instant())));
        certificate.follow(keys::change);
        ClientCertificates clients = new ClientCertificates();
        Closer authorities = trust.authorities().follow(clients::trust);
        AskedNode node = new AskedNode(config.subject().nodeName(), backend.usage()::nodes);
        HttpHandler verbs = verbs(config, backend, node, time);
        HttpHandler guarded = new AccessFilter(
                node,
                new Authenticator(clients, trust.reviews(), time.nanoTicker()),
                new Authorizer(trust.reviews(), time.nanoTicker()),
                verbs);
        try {
            HttpServer server = HttpServer.start(config.http(), keys.context(), guarded);
            return new KubeletServer(certificate, authorities, server);
        } catch (IOException e) {
            authorities.close();
            certificate.close();
            throw e;
        }
    }

    /** The address it listens on, with the real port. */
    public InetSocketAddress address() {
        return server.address();
    }

    /** Whether it shows a certificate that the cluster signed; if not, the API server refuses to talk to it. */
    public boolean trustedByCluster() {
        return certificate.state().held().isPresent();
    }

    /** What keeps its certificate good; this closes it. */
    public CertificateKeeper certificate() {
        return certificate;
    }

    private static HttpHandler verbs(KubeletConfig config, Backend backend, AskedNode node, Time time) {
        RemoteCommand remote = new RemoteCommand(config.limits(), time.nanoTicker());
        PortForward forward = new PortForward(config.limits(), time.nanoTicker());
        HttpHandler logs = only(READ, new LogsVerb(backend.sessions(), time.clock()));
        HttpHandler exec = only(UPGRADE, new ExecVerb(backend.sessions(), remote));
        HttpHandler attach = only(UPGRADE, new AttachVerb(backend.sessions(), remote));
        HttpHandler portForward = only(UPGRADE, new PortForwardVerb(backend.sessions(), forward));
        HttpHandler run = only(Set.of("POST"), new RunVerb(backend.sessions()));
        HttpHandler reports = reports(config, backend, node);
        return exchange -> {
            List<String> segments = exchange.request().segments();
            HttpHandler verb =
                    switch (segments.isEmpty() ? "" : segments.getFirst()) {
                        case "containerLogs" -> logs;
                        case "exec" -> exec;
                        case "attach" -> attach;
                        case "portForward" -> portForward;
                        case "run" -> run;
                        default -> reports;
                    };
            verb.handle(exchange);
        };
    }

    /** What the node says of itself. */
    private static HttpHandler reports(KubeletConfig config, Backend backend, AskedNode node) {
        NodeReports said = backend.reports();
        UsageViews usage = new UsageViews(backend.usage());
        HttpHandler pods = only(READ, new PodsVerb(said::desiredPods, node));
        HttpHandler running = only(READ, new PodsVerb(said::runningPods, node));
        HttpHandler healthz = only(READ, new HealthzVerb(said));
        HttpHandler metrics = only(READ, new MetricsVerb(said, usage, node));
        HttpHandler stats = only(Set.of("GET", "POST"), new StatsVerb(usage, node));
        HttpHandler configz = only(READ, new ConfigzVerb(config.http().listen()));
        // As a kubelet whose runtime cannot: CRIU does not carry a container from host to host.
        HttpHandler checkpoint = exchange -> exchange.respond(404, "checkpointing of containers is not implemented\n");
        HttpHandler unknown = exchange -> exchange.respond(404, "404 page not found\n");
        return exchange -> {
            List<String> segments = exchange.request().segments();
            HttpHandler verb =
                    switch (segments.isEmpty() ? "" : segments.getFirst()) {
                        case "pods" -> pods;
                        case "runningpods" -> running;
                        case "healthz" -> healthz;
                        case "metrics" -> metrics;
                        case "stats" -> stats;
                        case "configz" -> configz;
                        case "checkpoint" -> checkpoint;
                        default -> unknown;
                    };
            verb.handle(exchange);
        };
    }

    private static HttpHandler only(Set<String> methods, HttpHandler verb) {
        return (HttpExchange exchange) -> {
            if (methods.contains(exchange.request().method())) {
                verb.handle(exchange);
            } else {
                exchange.respond(405, "405: Method Not Allowed");
            }
        };
    }

    /** Stops serving: drops every connection, which ends the commands behind them. Idempotent. */
    @Override
    public void close() {
        server.close();
        authorities.close();
        certificate.close();
    }
}
