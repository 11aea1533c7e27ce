package io.beemesh.raft.wire;

import java.util.Optional;

/** What a frame holds; its code is the fifth byte of the frame. Codes stay what they are. */
public enum Kind {
    /** The answer to a call. */
    ANSWER(0),
    /** That a call failed, and how. */
    FAULT(1),

    /** A candidate asks for a vote. */
    VOTE(16),
    /** A leader sends entries. */
    APPEND(17),
    /** A leader sends a piece of a snapshot. */
    SNAPSHOT(18),
    /** A leader asks a follower to stand for election. */
    START_ELECTION(19),
    /** A follower asks the leader from which index on a read is linearizable. */
    READ_INDEX(20),
    /** A leader shows that it is there: {@link #APPEND} without entries. */
    HEARTBEAT(21),

    /** A client reads or writes. */
    REQUEST(32),
    /** A client changes who the members are. */
    CONFIGURATION(33),
    /** A client moves leadership. */
    TRANSFER(34);

    private static final Kind[] BY_CODE = new Kind[64];

    static {
        for (Kind kind : values()) {
            BY_CODE[kind.code] = kind;
        }
    }

    private final int code;

    Kind(int code) {
        this.code = code;
    }

    /** Its byte on the wire. */
    int code() {
        return code;
    }

    /** The kind with a code; empty for a code that this version does not know. */
    static Optional<Kind> of(int code) {
        return code < BY_CODE.length ? Optional.ofNullable(BY_CODE[code]) : Optional.empty();
    }

    /** Whether a group loses its leader when it comes late; what is so is short. */
    public boolean urgent() {
        return this == VOTE || this == HEARTBEAT || this == START_ELECTION || this == READ_INDEX;
    }

    /** Whether it answers a call. */
    public boolean answers() {
        return this == ANSWER || this == FAULT;
    }
}
