package io.beemesh.e2e.chart;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Kubectl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Somebody who has the provider's ServiceAccount, and nothing else.
 *
 * @param kubectl with a token of it
 */
record Thief(Kubectl kubectl) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Has a token made, as the pod has one. */
    static Thief of(Kubectl admin, Path folder) {
        try {
            Path kubeconfig = Files.copy(admin.kubeconfig(), folder.resolve("thief.kubeconfig"));
            Kubectl own = new Kubectl(admin.program(), kubeconfig, admin.namespace());
            String token = admin.run("create", "token", "beemesh").strip();
            own.run("config", "set-credentials", "thief", "--token=" + token);
            own.run("config", "set-context", "--current", "--user=thief");
            return new Thief(own);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is said to an attempt that fails. */
    String refusal(String... words) {
        Command.Outcome outcome = kubectl.attempt(words);
        if (outcome.succeeded()) {
            throw new AssertionError("allowed: kubectl " + String.join(" ", words) + "\n" + outcome.output());
        }
        return outcome.errors();
    }

    /** A request for a certificate of a node, as JSON. */
    static String request(String node, String signer) {
        String subject = "/O=system:nodes/CN=system:node:" + node;
        String pem = new Command(
                        List.of(
                                "openssl",
                                "req",
                                "-new",
                                "-newkey",
                                "ec",
                                "-pkeyopt",
                                "ec_paramgen_curve:P-256",
                                "-nodes",
                                "-keyout",
                                "/dev/null",
                                "-subj",
                                subject,
                                "-addext",
                                "subjectAltName=DNS:" + node),
                        Map.of())
                .run(LIMIT);
        String encoded = Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
        return """
                {"apiVersion": "certificates.k8s.io/v1", "kind": "CertificateSigningRequest",
                 "metadata": {"name": "of-%s"},
                 "spec": {"signerName": "%s", "request": "%s", "usages": ["digital signature", "server auth"]}}
                """.formatted(node, signer, encoded);
    }
}
