package io.beemesh.provider.kubelet.remotecommand;

/**
 * The size of a client's terminal.
 *
 * @param columns characters in a line, 0 to 65535
 * @param rows lines, 0 to 65535
 */
public record TerminalSize(int columns, int rows) {

    private static final int MAX = 0xffff;

    /** Checks the bounds. */
    public TerminalSize {
        if (columns < 0 || columns > MAX || rows < 0 || rows > MAX) {
            throw new IllegalArgumentException(
                    "terminal size " + columns + "x" + rows + " is out of bounds: give 0 to " + MAX + " for each");
        }
    }
}
