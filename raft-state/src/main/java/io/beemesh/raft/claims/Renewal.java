package io.beemesh.raft.claims;

/** What came of renewing a lease. */
public enum Renewal {
    /** It lives on, for its whole life from when that was asked at the least. */
    RENEWED,

    /** It is over, and with it the claim. */
    OVER,

    /** Nobody can say. */
    UNKNOWN
}
