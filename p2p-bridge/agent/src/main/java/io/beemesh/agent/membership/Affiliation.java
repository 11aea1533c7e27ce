package io.beemesh.agent.membership;

import com.google.protobuf.InvalidProtocolBufferException;
import io.beemesh.mesh.membership.Trust;
import io.beemesh.mesh.wire.MembershipRecord;
import io.beemesh.mesh.wire.SignedRecord;
import java.util.List;

/**
 * What makes this host a member of one mesh, and the clusters of that mesh that it serves.
 *
 * @param trust whom it believes
 * @param record its own
 * @param clusters at least one
 */
public record Affiliation(Trust trust, SignedRecord record, List<KnownCluster> clusters) {
    /** Copies the list. */
    public Affiliation {
        clusters = List.copyOf(clusters);
    }

    /** How this host is called in that mesh; empty if the record does not decode. */
    public String name() {
        try {
            return MembershipRecord.parseFrom(record.getRecord()).getName();
        } catch (InvalidProtocolBufferException e) {
            return "";
        }
    }

    /** A copy with another record. */
    public Affiliation with(SignedRecord newer) {
        return new Affiliation(trust, newer, clusters);
    }

    /** A copy with other clusters. */
    Affiliation with(List<KnownCluster> others) {
        return new Affiliation(trust, record, others);
    }
}
