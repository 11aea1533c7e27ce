package io.beemesh.provider.tunnel;

/** What became of dialing a server. */
public sealed interface Attempt {
    /** There is a session. */
    record Opened(Session session) implements Attempt {}

    /**
     * The server answered, but opens no tunnel to us: it is no k3s, or does not know us.
     *
     * @param status of HTTP
     */
    record Refused(int status) implements Attempt {}

    /**
     * The server is away, or has trouble of its own.
     *
     * @param reason a sentence for a log
     */
    record Unreachable(String reason) implements Attempt {}

    /** An open session. */
    @FunctionalInterface
    interface Session {
        /**
         * Serves until the session ends; an interrupt ends it. Leaves nothing running.
         *
         * @return why it ended
         */
        String serve() throws InterruptedException;
    }
}
