package io.beemesh.provider.kubelet.remotecommand;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The streams of a command, in the order in which they are ended. */
enum StreamType {
    ERROR,
    STDOUT,
    STDERR,
    STDIN,
    RESIZE;

    static Optional<StreamType> of(String name) {
        for (StreamType type : values()) {
            if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    static Set<StreamType> expected(StreamOptions options, boolean resizes) {
        Set<StreamType> expected = EnumSet.of(ERROR);
        if (options.stdin()) {
            expected.add(STDIN);
        }
        if (options.stdout()) {
            expected.add(STDOUT);
        }
        if (options.stderr()) {
            expected.add(STDERR);
        }
        if (options.tty() && resizes) {
            expected.add(RESIZE);
        }
        return expected;
    }
}
