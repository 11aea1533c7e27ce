package io.beemesh.agent.images;

import java.math.BigDecimal;
import java.time.Duration;

/** A duration as Go prints it, in whole milliseconds: {@code 345ms}, {@code 1.2s}, {@code 2m3.05s}. */
public final class GoDuration {

    private GoDuration() {}

    /** Prints one; to the millisecond. */
    public static String of(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1000) {
            return millis == 0 ? "0s" : millis + "ms";
        }
        String seconds =
                BigDecimal.valueOf(millis % 60_000, 3).stripTrailingZeros().toPlainString() + "s";
        long minutes = millis / 60_000;
        if (minutes == 0) {
            return seconds;
        }
        return minutes < 60 ? minutes + "m" + seconds : minutes / 60 + "h" + minutes % 60 + "m" + seconds;
    }
}
