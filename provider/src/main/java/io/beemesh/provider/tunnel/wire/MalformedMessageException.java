package io.beemesh.provider.tunnel.wire;

import java.io.IOException;

/** A message that cannot be read; the session that it came on cannot be trusted any further. */
public final class MalformedMessageException extends IOException {
    private static final long serialVersionUID = 1;

    /** Says what was found and what was expected. */
    public MalformedMessageException(String message) {
        super(message);
    }
}
