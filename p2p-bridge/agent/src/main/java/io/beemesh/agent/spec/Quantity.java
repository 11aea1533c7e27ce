package io.beemesh.agent.spec;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount as Kubernetes writes it: {@code 100m}, {@code 1.5}, {@code 64Mi}, {@code 1e3}.
 *
 * <p><i>Source:</i> apimachinery, pkg/api/resource/quantity.go.
 *
 * @param value exact
 * @param text as it was written
 */
public record Quantity(BigDecimal value, String text) {
    /** Nothing. */
    public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, "0");

    private static final int TEXT_MAX = 64;
    private static final int EXPONENT_MAX = 18;
    private static final int KIBI = 1024;
    private static final int MILLI = 1000;
    private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
    private static final List<String> DECIMAL = List.of("n", "u", "m", "", "k", "M", "G", "T", "P", "E");
    private static final int NANO = 3;
    private static final Pattern FORM =
            Pattern.compile("([+-]?(?:\\d+\\.?\\d*|\\.\\d+))(?:([eE][+-]?\\d+)|([numkMGTPE]|[KMGTPE]i)?)");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", BigDecimal.ONE.movePointLeft(9)),
            Map.entry("u", BigDecimal.ONE.movePointLeft(6)),
            Map.entry("m", BigDecimal.ONE.movePointLeft(3)),
            Map.entry("k", BigDecimal.ONE.movePointRight(3)),
            Map.entry("M", BigDecimal.ONE.movePointRight(6)),
            Map.entry("G", BigDecimal.ONE.movePointRight(9)),
            Map.entry("T", BigDecimal.ONE.movePointRight(12)),
            Map.entry("P", BigDecimal.ONE.movePointRight(15)),
            Map.entry("E", BigDecimal.ONE.movePointRight(18)),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)),
            Map.entry("Ei", BigDecimal.valueOf(1L << 60)));

    /**
     * Reads an amount.
     *
     * @throws IllegalArgumentException if it is not one
     */
    public static Quantity parse(String text) {
        Matcher form = FORM.matcher(text);
        if (text.length() > TEXT_MAX || !form.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no quantity (expected: such as 100m, 1.5 or 64Mi)");
        }
        BigDecimal number = new BigDecimal(form.group(1));
        if (form.group(2) != null) {
            int exponent = exponent(text, form.group(2));
            return new Quantity(number.scaleByPowerOfTen(exponent), text);
        }
        BigDecimal unit = UNITS.getOrDefault(form.group(3) == null ? "" : form.group(3), BigDecimal.ONE);
        return new Quantity(number.multiply(unit), text);
    }

    /** A whole amount. */
    public static Quantity of(long whole) {
        return new Quantity(BigDecimal.valueOf(whole), Long.toString(whole));
    }

    /** Bytes, in the largest unit that leaves no rest. */
    public static Quantity ofBytes(long bytes) {
        long left = bytes;
        int unit = 0;
        while (left != 0 && left % KIBI == 0 && unit < BINARY.size() - 1) {
            left /= KIBI;
            unit++;
        }
        return new Quantity(BigDecimal.valueOf(bytes), left + BINARY.get(unit));
    }

    /** Thousandths, as CPU is written: {@code 1500m}, {@code 2}. */
    public static Quantity ofMillis(long millis) {
        String text = millis % MILLI == 0 ? Long.toString(millis / MILLI) : millis + "m";
        return new Quantity(BigDecimal.valueOf(millis).movePointLeft(3), text);
    }

    /** Both together; as in the API, in units of the first that is not zero. */
    public Quantity plus(Quantity other) {
        if (value.signum() == 0 || other.value.signum() == 0) {
            return value.signum() == 0 ? other : this;
        }
        BigDecimal sum = value.add(other.value);
        boolean bytes = text.endsWith("i") && sum.stripTrailingZeros().scale() <= 0;
        return bytes ? ofBytes(rounded(sum)) : decimal(sum);
    }

    /** The larger one; of equal ones this. */
    public Quantity max(Quantity other) {
        return value.compareTo(other.value) < 0 ? other : this;
    }

    /** In the largest decimal unit that leaves no rest, but no smaller than a billionth. */
    private static Quantity decimal(BigDecimal exact) {
        int unit = DECIMAL.size() - 1;
        while (unit > 0
                && exact.movePointLeft(3 * (unit - NANO)).stripTrailingZeros().scale() > 0) {
            unit--;
        }
        BigDecimal number = exact.movePointLeft(3 * (unit - NANO)).setScale(0, RoundingMode.UP);
        return new Quantity(exact, number.toPlainString() + DECIMAL.get(unit));
    }

    /** In whole units, rounded up. */
    public long units() {
        return rounded(value);
    }

    /** In thousandths, rounded up: what CPU is counted in. */
    public long millis() {
        return rounded(value.movePointRight(3));
    }

    /** How many times the divisor fits, rounded up; a divisor of zero counts as one. */
    public long dividedBy(Quantity divisor) {
        BigDecimal by = divisor.value.signum() == 0 ? BigDecimal.ONE : divisor.value;
        return rounded(value.divide(by, 0, RoundingMode.UP));
    }

    /** Whether it is more than nothing. */
    public boolean isPositive() {
        return value.signum() > 0;
    }

    private static int exponent(String text, String digits) {
        try {
            int exponent = Integer.parseInt(digits.substring(1));
            if (Math.abs(exponent) <= EXPONENT_MAX) {
                return exponent;
            }
        } catch (NumberFormatException tooLong) {
            throw new IllegalArgumentException("'" + text + "' is no quantity (exponent out of range)", tooLong);
        }
        throw new IllegalArgumentException("'" + text + "' is no quantity (exponent out of range)");
    }

    private static long rounded(BigDecimal exact) {
        BigDecimal whole = exact.setScale(0, RoundingMode.UP);
        return whole.min(BigDecimal.valueOf(Long.MAX_VALUE)).longValue();
    }
}
