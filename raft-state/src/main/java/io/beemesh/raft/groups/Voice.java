package io.beemesh.raft.groups;

/** What a member of a group has a say in. */
public enum Voice {
    /** It votes, and may lead. */
    VOTER,

    /** It has all that the others have, and answers as they do, but nobody waits for it and it never leads. */
    LEARNER
}
