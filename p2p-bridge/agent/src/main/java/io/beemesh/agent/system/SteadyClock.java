package io.beemesh.agent.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * How long the machine has been up, counted from 1970: for how long something takes, whatever people or NTP do to the
 * time of day. It goes on while the machine sleeps, and ends with the boot. Any thread.
 *
 * <p><i>Source:</i> clock_gettime(2), CLOCK_BOOTTIME.
 */
public final class SteadyClock extends Clock {
    private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

    /** What tells this boot from all others: instants of two boots say nothing of each other. */
    public static String boot() throws IOException {
        return Files.readString(BOOT).strip();
    }

    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(nanos());
    }

    /** Nanoseconds since the boot. */
    public long nanos() {
        try {
            return Kernel.sinceBootNanos();
        } catch (IOException e) {
            throw new UncheckedIOException("every Linux since 2.6.39 has this clock", e);
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }
}
