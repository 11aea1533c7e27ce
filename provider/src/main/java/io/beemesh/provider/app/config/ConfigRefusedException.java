package io.beemesh.provider.app.config;

import java.util.List;

/** The configuration cannot be used. */
public final class ConfigRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * Says all that is wrong at once.
     *
     * @param problems a sentence each, with the key, its value and what was expected
     */
    public ConfigRefusedException(List<String> problems) {
        super("the configuration cannot be used:\n  " + String.join("\n  ", problems));
    }
}
