package io.beemesh.provider.tunnel;

import java.util.Locale;

/** Whether tunnels are opened. */
public enum TunnelMode {
    /** Where the API servers turn out to be those of a k3s; elsewhere quietly not. */
    AUTO,
    /** Always: a server that refuses is worth a warning, and is asked again as often as one that is away. */
    ON,
    /** Never. */
    OFF;

    /**
     * Reads a configured value.
     *
     * @throws IllegalArgumentException if it is none of the three
     */
    public static TunnelMode parse(String text) {
        for (TunnelMode mode : values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(text)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("'" + text + "' (expected: auto, on or off)");
    }
}
