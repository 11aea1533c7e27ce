package io.beemesh.provider.app.side;

import java.io.IOException;
import java.net.BindException;

/** Says of an address that cannot be taken what it was for, and which key gives another one. */
final class ListenFailure {
    private ListenFailure() {}

    /** Opens something that listens. */
    @FunctionalInterface
    interface Opening<T> {
        T open() throws IOException;
    }

    /** Opens it. */
    static <T> T naming(String what, String key, Opening<T> opening) throws IOException {
        try {
            return opening.open();
        } catch (IOException e) {
            if (!isBind(e)) {
                throw e;
            }
            throw new IOException(
                    what + ": " + e.getMessage() + "; `ss -ltnp` shows who listens there, " + key + " sets another one",
                    e);
        }
    }

    private static boolean isBind(Throwable e) {
        return e instanceof BindException || (e.getCause() != null && isBind(e.getCause()));
    }
}
