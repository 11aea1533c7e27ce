package io.beemesh.provider.kubelet.serving;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A serving identity in one PEM file that only its owner may read: the chain, then the key. */
public final class PemFile implements ServingStore {
    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";
    private static final Base64.Encoder LINES = Base64.getMimeEncoder(64, new byte[] {'\n'});

    private final Path file;

    /** Keeps it in a file, whose folder is there. */
    public PemFile(Path file) {
        this.file = file;
    }

    @Override
    public Optional<ServingIdentity> load() throws IOException {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        String text = Files.readString(file, StandardCharsets.US_ASCII);
        int begin = text.indexOf(KEY_BEGIN);
        int end = text.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getMimeDecoder().decode(text.substring(begin + KEY_BEGIN.length(), end));
            PrivateKey parsed = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
            return Optional.of(new ServingIdentity(parsed, certificates(text.substring(0, begin)), true));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty(); // a broken file is as good as none: the next certificate replaces it
        }
    }

    @Override
    public void save(ServingIdentity identity) throws IOException {
        StringBuilder text = new StringBuilder();
        try {
            for (X509Certificate certificate : identity.chain()) {
                text.append("-----BEGIN CERTIFICATE-----\n")
                        .append(LINES.encodeToString(certificate.getEncoded()))
                        .append("\n-----END CERTIFICATE-----\n");
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate cannot be encoded", e);
        }
        text.append(KEY_BEGIN)
                .append('\n')
                .append(LINES.encodeToString(identity.key().getEncoded()))
                .append('\n')
                .append(KEY_END)
                .append('\n');
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.createFile(next, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, text, StandardCharsets.US_ASCII, StandardOpenOption.WRITE);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Parses certificates in PEM, in their order. */
    static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        List<X509Certificate> chain = new ArrayList<>();
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (Certificate certificate :
                factory.generateCertificates(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)))) {
            chain.add((X509Certificate) certificate);
        }
        return chain;
    }
}
