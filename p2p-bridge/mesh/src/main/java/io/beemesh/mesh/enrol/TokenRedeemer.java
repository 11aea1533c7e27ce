package io.beemesh.mesh.enrol;

import io.beemesh.mesh.wire.EnrolRefused;
import io.beemesh.mesh.wire.SignedRecord;

/** Decides whether a token buys a membership, and has the record signed. */
@FunctionalInterface
public interface TokenRedeemer {
    /** What is said of an unknown token and of a wrong secret alike. */
    String UNKNOWN = "the provider does not know this token; ask for a new one";

    /**
     * Redeems a token once. Called by many threads at once; two attempts with a one-time token must not both succeed.
     * The same peer asking again with the token it already used should get its record again, since the first answer may
     * have been lost.
     */
    Redemption redeem(EnrolAttempt attempt);

    /** What came of it. */
    sealed interface Redemption {
        /** The peer is a member; its record. */
        record Redeemed(SignedRecord record) implements Redemption {}

        /**
         * It is not.
         *
         * @param reason an unknown token and a wrong secret have the same one
         * @param message a sentence for the person at the host; tells nothing that helps guessing
         */
        record Refused(EnrolRefused.Reason reason, String message) implements Redemption {}
    }
}
