package io.beemesh.mesh.session;

/**
 * The size of a terminal, in characters.
 *
 * @param columns 0 to {@value #SIDE_MAX}
 * @param rows 0 to {@value #SIDE_MAX}
 */
public record TerminalSize(int columns, int rows) {
    /** The longest side that a terminal can have. */
    public static final int SIDE_MAX = 65_535;

    /** Refuses what no terminal could have. */
    public TerminalSize {
        if (columns < 0 || rows < 0 || columns > SIDE_MAX || rows > SIDE_MAX) {
            throw new IllegalArgumentException(
                    "terminal of " + columns + " x " + rows + " (expected: 0 to " + SIDE_MAX + " each)");
        }
    }
}
