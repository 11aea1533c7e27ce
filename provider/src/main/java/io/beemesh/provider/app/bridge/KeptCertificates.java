package io.beemesh.provider.app.bridge;

import io.beemesh.provider.certificate.CertificateKeeper;
import io.beemesh.provider.certificate.CertificateTrouble;
import io.beemesh.provider.node.CertificateFault;
import io.beemesh.provider.node.CertificatesView;
import java.util.List;
import java.util.Optional;

/**
 * The certificates of a node as the node sees them.
 *
 * @param keepers of its certificates, the more important one first
 */
public record KeptCertificates(List<CertificateKeeper> keepers) implements CertificatesView {
    @Override
    public Optional<CertificateFault> fault() {
        return keepers.stream()
                .flatMap(keeper -> keeper.trouble().stream())
                .findFirst()
                .map(trouble -> new CertificateFault(reason(trouble.kind()), trouble.message()));
    }

    private static String reason(CertificateTrouble.Kind kind) {
        return switch (kind) {
            case WAITING -> "Waiting";
            case DENIED -> "Denied";
            case FAILED -> "Failed";
        };
    }
}
