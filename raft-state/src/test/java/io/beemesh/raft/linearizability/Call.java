package io.beemesh.raft.linearizability;

/**
 * A call of the history, as {@code e2e/peers/checker} reads it.
 *
 * @param client who called; one whose call has an unknown outcome calls no more
 * @param known whether it is known what became of it
 * @param ok whether a {@code cas} found what it expected
 * @param found what a {@code get}, or a {@code cas} in vain, found; empty for nothing
 */
public record Call(int client, Wish wish, boolean known, boolean ok, String found, long beganNanos, long endedNanos) {

    /** What is asked for. */
    public record Wish(String key, String op, String expected, String value) {}

    /** What was answered. */
    public record Answer(boolean ok, String found) {}

    String line() {
        return "{\"client\":" + client + ",\"key\":\"" + wish.key + "\",\"op\":\"" + wish.op + "\",\"expected\":\""
                + wish.expected + "\",\"value\":\"" + wish.value + "\",\"known\":" + known + ",\"ok\":" + ok
                + ",\"found\":\"" + found + "\",\"call\":" + beganNanos + ",\"return\":" + endedNanos + "}";
    }
}
