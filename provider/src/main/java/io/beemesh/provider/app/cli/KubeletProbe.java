package io.beemesh.provider.app.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** Asks the kubelet API for its certificate, as the API server does before logs and exec; sends nothing. */
final class KubeletProbe {
    private static final int TIMEOUT_MILLIS = 5_000;

    private KubeletProbe() {}

    /** What is wrong with the kubelet API at {@code host:port}; empty if the cluster signed what it shows. */
    static Optional<String> fault(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        Seen seen = new Seen();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {seen}, null);
            try (var socket = (SSLSocket) context.getSocketFactory()
                    .createSocket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.startHandshake();
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up", e);
        }
        return seen.selfSigned
                ? Optional.of("its certificate is not signed by the cluster yet; see: kubectl get csr")
                : Optional.empty();
    }

    /** Trusts nobody with anything: it only looks who signed. */
    private static final class Seen implements X509TrustManager {
        private boolean selfSigned;

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authentication) {
            selfSigned = chain[0].getIssuerX500Principal().equals(chain[0].getSubjectX500Principal());
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authentication) {
            throw new UnsupportedOperationException("only a client asks");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
