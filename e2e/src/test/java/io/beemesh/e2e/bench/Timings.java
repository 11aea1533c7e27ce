package io.beemesh.e2e.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Durations of one kind, in milliseconds, sorted. */
record Timings(List<Double> millis) {
    Timings {
        millis = millis.stream().sorted().toList();
        if (millis.isEmpty()) {
            throw new IllegalArgumentException("no timings (expected: at least one)");
        }
    }

    static Timings ofNanos(long... nanos) {
        return new Timings(Arrays.stream(nanos).mapToObj(n -> n / 1e6).toList());
    }

    double p50() {
        return at(0.50);
    }

    double p99() {
        return at(0.99);
    }

    private double at(double quantile) {
        return millis.get((int) Math.min(millis.size() - 1, Math.floor(quantile * millis.size())));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "p50 %6.0f ms   p99 %6.0f ms   n %d", p50(), p99(), millis.size());
    }
}
