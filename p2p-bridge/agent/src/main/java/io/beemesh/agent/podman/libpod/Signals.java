package io.beemesh.agent.podman.libpod;

import java.util.Arrays;
import java.util.List;

/** Linux' signals, whose numbers libpod wants where people write names. */
final class Signals {
    private static final int REAL_TIME_MIN = 34;
    private static final int REAL_TIME_MAX = 64;
    private static final List<String> NAMES = Arrays.asList(("HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 "
                    + "PIPE ALRM TERM STKFLT CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH IO PWR SYS")
            .split(" ", -1));

    private Signals() {}

    /**
     * The number of a signal such as {@code SIGUSR1}, {@code SIGRTMIN+3} or {@code SIGRTMAX-1}.
     *
     * @throws IllegalArgumentException there is none of that name
     */
    static int number(String name) {
        String bare = name.startsWith("SIG") ? name.substring("SIG".length()) : name;
        int realTime = bare.startsWith("RTMIN") ? REAL_TIME_MIN : bare.startsWith("RTMAX") ? REAL_TIME_MAX : 0;
        int number = realTime > 0 ? realTime + offset(bare.substring("RTMIN".length())) : NAMES.indexOf(bare) + 1;
        if (number <= 0 || number > REAL_TIME_MAX) {
            throw new IllegalArgumentException("\"" + name + "\" is no signal (expected: such as SIGUSR1)");
        }
        return number;
    }

    private static int offset(String text) {
        return text.isEmpty() ? 0 : Integer.parseInt(text);
    }
}
