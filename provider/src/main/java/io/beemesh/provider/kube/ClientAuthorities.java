package io.beemesh.provider.kube;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the authorities that sign client certificates of the cluster: ConfigMap
 * {@code kube-system/extension-apiserver-authentication}, key {@code client-ca-file}. Needs the rights of Role
 * {@code kube-system/extension-apiserver-authentication-reader}.
 */
public final class ClientAuthorities implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClientAuthorities.class);
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "extension-apiserver-authentication";
    private static final String KEY = "client-ca-file";

    private final SharedIndexInformer<ConfigMap> informer;

    private ClientAuthorities(SharedIndexInformer<ConfigMap> informer) {
        this.informer = informer;
    }

    /**
     * Starts to follow; returns at once. The listener is told on the informer's thread, at first and on each change; an
     * empty list means that nobody can be known by certificate.
     */
    public static ClientAuthorities follow(KubernetesClient client, Consumer<List<X509Certificate>> listener) {
        SharedIndexInformer<ConfigMap> informer = client.configMaps()
                .inNamespace(NAMESPACE)
                .withName(NAME)
                .runnableInformer(0)
                .addEventHandler(new Listener(listener));
        // Started in the background and retried for ever: the API server may come later than we do.
        informer.exceptionHandler((started, failure) -> true);
        informer.start();
        return new ClientAuthorities(informer);
    }

    /** Stops following. Idempotent. */
    @Override
    public void close() {
        informer.close();
    }

    private record Listener(Consumer<List<X509Certificate>> told) implements ResourceEventHandler<ConfigMap> {

        @Override
        public void onAdd(ConfigMap map) {
            told.accept(authorities(map));
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap map) {
            told.accept(authorities(map));
        }

        @Override
        public void onDelete(ConfigMap map, boolean stateUnknown) {
            told.accept(List.of());
        }

        private static List<X509Certificate> authorities(ConfigMap map) {
            String pem = map.getData() == null ? "" : map.getData().getOrDefault(KEY, "");
            List<X509Certificate> authorities = new ArrayList<>();
            try {
                CertificateFactory factory = CertificateFactory.getInstance("X.509");
                byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
                for (Certificate authority : factory.generateCertificates(new ByteArrayInputStream(bytes))) {
                    authorities.add((X509Certificate) authority);
                }
            } catch (GeneralSecurityException e) {
                log.atWarn()
                        .addKeyValue("configMap", NAMESPACE + "/" + NAME)
                        .setCause(e)
                        .log("client CA not read");
                return List.of();
            }
            return authorities;
        }
    }
}
