package io.beemesh.mesh.enrol;

import com.google.protobuf.ByteString;
import io.beemesh.mesh.membership.Member;
import io.beemesh.mesh.wire.EnrolRefused;
import io.beemesh.mesh.wire.SignedRecord;

/** What came of a host's asking to become a member. */
public sealed interface EnrolOutcome {
    /**
     * The host is a member; all signatures were checked.
     *
     * @param authorityKey the mesh authority's public key in its protobuf form, to be kept
     * @param own the host's record, to be kept and to be shown when it attaches
     * @param member what the host's record says
     * @param provider what the provider's record says
     */
    record Enrolled(ByteString authorityKey, SignedRecord own, Member member, Member provider)
            implements EnrolOutcome {}

    /**
     * The provider said no.
     *
     * @param reason for machines
     * @param message the provider's own words, at most 1,024 characters
     */
    record Refused(EnrolRefused.Reason reason, String message) implements EnrolOutcome {}

    /**
     * The peer could not prove that it speaks for the authority that the token names: nothing of it may be used.
     *
     * @param message what was found and what was expected
     */
    record Untrusted(String message) implements EnrolOutcome {}
}
