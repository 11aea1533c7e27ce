package io.beemesh.mesh.membership;

import io.beemesh.libp2p.identity.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What a membership record says of a peer.
 *
 * @param peer whose record it is
 * @param mesh the mesh it belongs to, a DNS label
 * @param identity its short human name and its labels
 * @param role what it may do
 * @param validity from when until when
 * @param serial tells records of one authority apart
 */
public record Member(PeerId peer, String mesh, Identity identity, Role role, Validity validity, long serial) {
    /** The longest DNS label. */
    public static final int NAME_LENGTH_MAX = 63;

    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

    /** Refuses a mesh whose name is no DNS label. */
    public Member {
        requireName(mesh, "mesh");
    }

    /** The short human name of the peer. */
    public String name() {
        return identity.name();
    }

    /** Whether a text may be the name of a mesh or of a peer: a DNS label of RFC 1123. */
    public static boolean isName(String text) {
        return !text.isEmpty()
                && text.length() <= NAME_LENGTH_MAX
                && DNS_LABEL.matcher(text).matches();
    }

    static String requireName(String name, String what) {
        if (!isName(name)) {
            throw new IllegalArgumentException(what + ": '" + name + "' (expected: a DNS label, such as edge-1)");
        }
        return name;
    }

    /**
     * How a peer is called and found.
     *
     * @param name a DNS label of at most 63 characters
     * @param labels at most {@value Labels#COUNT_MAX}, in Kubernetes' syntax
     */
    public record Identity(String name, Map<String, String> labels) {
        /** Refuses what Kubernetes would refuse. */
        public Identity {
            requireName(name, "name");
            labels = Labels.requireValid(labels);
        }
    }

    /**
     * When a record counts.
     *
     * @param from the first instant
     * @param until the first instant after
     */
    public record Validity(Instant from, Instant until) {
        /** Refuses an empty span. */
        public Validity {
            if (!from.isBefore(until)) {
                throw new IllegalArgumentException("validity: " + from + " to " + until + " (expected: a span)");
            }
        }

        /** From when on a record is renewed. */
        public Instant half() {
            return from.plus(Duration.between(from, until).dividedBy(2));
        }
    }
}
