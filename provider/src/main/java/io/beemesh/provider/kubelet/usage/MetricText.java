package io.beemesh.provider.kubelet.usage;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Metrics in Prometheus' text format, version 0.0.4: families in the order in which they were first named, each with
 * all of its samples. For one thread.
 *
 * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">exposition formats</a>
 */
final class MetricText {
    private static final int NANO_DIGITS = 9;

    private final Map<String, StringBuilder> families = new LinkedHashMap<>();

    /**
     * A metric.
     *
     * @param name with its unit
     * @param type counter, gauge or histogram
     * @param help one line
     */
    record Family(String name, String type, String help) {
        static Family counter(String name, String help) {
            return new Family(name, "counter", help);
        }

        static Family gauge(String name, String help) {
            return new Family(name, "gauge", help);
        }
    }

    /** A sample's labels as the format writes them, without the braces; may be empty. */
    record Labels(String text) {
        static final Labels NONE = new Labels("");

        /** Names and values by turns. */
        static Labels of(String... namesAndValues) {
            return NONE.and(namesAndValues);
        }

        /** These and some more. */
        Labels and(String... namesAndValues) {
            StringBuilder all = new StringBuilder(text);
            for (int i = 0; i < namesAndValues.length; i += 2) {
                all.append(all.isEmpty() ? "" : ",")
                        .append(namesAndValues[i])
                        .append("=\"")
                        .append(escaped(namesAndValues[i + 1]))
                        .append('"');
            }
            return new Labels(all.toString());
        }

        private static String escaped(String value) {
            return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
        }
    }

    /** Nanoseconds as seconds, to the last digit. */
    static BigDecimal seconds(long nanos) {
        return BigDecimal.valueOf(nanos, NANO_DIGITS);
    }

    /** A time as seconds since the epoch. */
    static BigDecimal seconds(Instant at) {
        return BigDecimal.valueOf(at.toEpochMilli(), 3);
    }

    /** Adds a sample as of now. */
    void add(Family family, Labels labels, BigDecimal value) {
        line(family, family.name(), labels, value).append('\n');
    }

    /** Adds a whole number as of now. */
    void add(Family family, Labels labels, long value) {
        add(family, labels, new BigDecimal(Long.toUnsignedString(value)));
    }

    /** Adds a sample of a histogram: a name that begins with the family's. */
    void addPart(Family family, String suffix, Labels labels, BigDecimal value) {
        line(family, family.name() + suffix, labels, value).append('\n');
    }

    /** A writer of samples with these labels, all of one moment. */
    At at(Instant moment, Labels labels) {
        return new At(moment, labels);
    }

    /** Writes samples of one thing at one moment. */
    final class At {
        private final Instant moment;
        private final Labels labels;

        private At(Instant moment, Labels labels) {
            this.moment = moment;
            this.labels = labels;
        }

        /** The same with more labels. */
        At with(String... namesAndValues) {
            return new At(moment, labels.and(namesAndValues));
        }

        void add(Family family, BigDecimal value) {
            line(family, family.name(), labels, value)
                    .append(' ')
                    .append(moment.toEpochMilli())
                    .append('\n');
        }

        void add(Family family, long value) {
            add(family, new BigDecimal(Long.toUnsignedString(value)));
        }
    }

    private StringBuilder line(Family family, String name, Labels labels, BigDecimal value) {
        StringBuilder text = families.computeIfAbsent(family.name(), key -> new StringBuilder("# HELP ")
                .append(key)
                .append(' ')
                .append(family.help())
                .append("\n# TYPE ")
                .append(key)
                .append(' ')
                .append(family.type())
                .append('\n'));
        text.append(name);
        if (!labels.text().isEmpty()) {
            text.append('{').append(labels.text()).append('}');
        }
        return text.append(' ').append(plain(value));
    }

    private static String plain(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    /** All of them. */
    @Override
    public String toString() {
        return String.join("", families.values());
    }
}
