package io.beemesh.agent.cli;

import java.io.Serial;

/** A command that did not do what it was asked to: three lines for a person, and an exit code. */
final class CliFailure extends Exception {
    static final int FAILURE = 1;
    static final int USAGE = 2;
    static final int NOT_IN_TIME = 3;
    static final int DENIED = 4;

    @Serial
    private static final long serialVersionUID = 1L;

    private final int code;
    private final String why;
    private final String advice;

    private CliFailure(int code, String what, String why, String advice) {
        super(what);
        this.code = code;
        this.why = why;
        this.advice = advice;
    }

    /** What did not work; the reason and the advice follow. */
    static Draft code(int code, String what) {
        return new Draft(code, what);
    }

    int code() {
        return code;
    }

    /** The three lines. */
    String lines() {
        return "error: " + getMessage() + "\n  why: " + why + "\n   do: " + advice;
    }

    /** A failure that is not yet explained. */
    record Draft(int code, String what) {
        /** Why it did not work, in a sentence. */
        Explained because(String why) {
            return new Explained(this, why);
        }
    }

    /** A failure without advice. */
    record Explained(Draft draft, String why) {
        /** What a person can do about it. */
        CliFailure advise(String advice) {
            return new CliFailure(draft.code(), draft.what(), why, advice);
        }
    }
}
