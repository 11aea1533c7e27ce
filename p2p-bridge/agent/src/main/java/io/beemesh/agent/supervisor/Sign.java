package io.beemesh.agent.supervisor;

import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Something that holds for as long as the process lives.
 *
 * @param missing what is to be said when it does not hold, such as {@code Podman does not answer}
 * @param holds may take some seconds, but not for ever
 */
public record Sign(String missing, BooleanSupplier holds) {
    /**
     * A loop goes round: its count is another than when it was last asked for.
     *
     * @param missing what is to be said when it stands still
     */
    public static Sign progress(String missing, LongSupplier count) {
        return new Sign(missing, new BooleanSupplier() {
            private long last = -1;

            @Override
            public boolean getAsBoolean() {
                long now = count.getAsLong();
                boolean moved = now != last;
                last = now;
                return moved;
            }
        });
    }
}
