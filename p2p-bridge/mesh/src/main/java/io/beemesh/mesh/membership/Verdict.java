package io.beemesh.mesh.membership;

/** Whether a record proves its presenter to be a member. */
public sealed interface Verdict {
    /** It does. */
    record Valid(Member member) implements Verdict {}

    /**
     * It does not.
     *
     * @param reason for machines
     * @param message a sentence: what was found and what was expected
     */
    record Invalid(Reason reason, String message) implements Verdict {}

    /** Why a record does not count. */
    enum Reason {
        /** No record, one that does not decode, or one that another authority signed. */
        NOT_A_MEMBER("NotAMember"),
        /** A record of another peer: stolen, or mixed up. */
        WRONG_PEER("NotAMember"),
        /** A record of a member that plays another part. */
        WRONG_ROLE("WrongRole"),
        /** A record of another mesh under the same authority. */
        WRONG_MESH("WrongMesh"),
        /** Its time is over, or has not come. */
        EXPIRED("Expired"),
        /** The authority took it back. */
        REVOKED("Revoked");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /** CamelCase, as it goes over the wire and into conditions. */
        public String text() {
            return text;
        }
    }
}
