package io.beemesh.raft.store.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Calls in the language of the scripts, about few keys, revisions and leases, so that they meet. */
public final class RandomCalls {
    private static final List<String> TARGETS = List.of("KEY", "VERSION", "CREATE", "MOD", "VALUE");
    private static final List<String> ORDERS = List.of("NONE", "ASCEND", "DESCEND");
    private static final List<String> SIGNS = List.of("=", "!=", "<", ">");

    private final RandomGenerator random;
    private int calls;

    private RandomCalls(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** So many, the same ones for the same seed. */
    public static List<String> of(long seed, int count) {
        RandomCalls made = new RandomCalls(seed);
        List<String> calls = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            calls.add(made.next());
        }
        return calls;
    }

    private String next() {
        calls++;
        return switch (random.nextInt(20)) {
            case 0 -> "grant " + lease() + " 10000";
            case 1 -> random.nextInt(3) == 0 ? "revoke " + lease() : "hash 0";
            case 2 -> random.nextInt(10) == 0 ? "compact " + random.nextInt(1, calls + 1) : get();
            case 3, 4, 5, 6 -> get();
            case 7, 8, 9, 10 -> put();
            case 11, 12 -> delete();
            default -> "txn " + txn(2);
        };
    }

    private String get() {
        StringBuilder get = new StringBuilder("get ").append(key()).append(to());
        some(get, 4, " rev=" + random.nextInt(-1, calls + 2));
        some(get, 4, " limit=" + random.nextInt(-1, 4));
        some(get, 4, " order=" + one(ORDERS));
        some(get, 4, " by=" + one(TARGETS));
        some(get, 8, " keys_only");
        some(get, 8, " count_only");
        some(get, 8, " serializable");
        for (String filter : List.of("min_mod", "max_mod", "min_create", "max_create")) {
            some(get, 10, " " + filter + "=" + random.nextInt(calls + 1));
        }
        return get.toString();
    }

    private String put() {
        StringBuilder put = new StringBuilder("put ").append(key());
        boolean ignoresValue = random.nextInt(10) == 0;
        put.append(ignoresValue ? " '' ignore_value" : " v" + random.nextInt(5));
        some(put, 3, " prev_kv");
        if (random.nextInt(8) == 0) {
            put.append(" ignore_lease");
        } else {
            some(put, 3, " lease=" + lease());
        }
        return put.toString();
    }

    private String delete() {
        StringBuilder delete = new StringBuilder("del ").append(key()).append(to());
        some(delete, 3, " prev_kv");
        return delete.toString();
    }

    private String txn(int deeper) {
        String compares = IntStream.range(0, random.nextInt(3))
                .mapToObj(i -> " " + compare())
                .collect(Collectors.joining());
        return (compares.isEmpty() ? "" : "if" + compares + " ") + "then " + operations(deeper) + " else "
                + operations(deeper);
    }

    private String operations(int deeper) {
        return IntStream.range(0, random.nextInt(4))
                .mapToObj(i -> operation(deeper))
                .collect(Collectors.joining(" ; "));
    }

    private String operation(int deeper) {
        return switch (random.nextInt(deeper > 0 ? 8 : 7)) {
            case 0, 1, 2 -> put();
            case 3 -> delete();
            case 7 -> "( " + txn(deeper - 1) + " )";
            default -> get();
        };
    }

    private String compare() {
        String range = key() + (random.nextInt(5) == 0 ? ".." + key() : "");
        String sign = one(SIGNS);
        return switch (random.nextInt(5)) {
            case 0 -> "VALUE(" + range + ")" + sign + "v" + random.nextInt(5);
            case 1 -> "CREATE(" + range + ")" + sign + random.nextInt(calls + 1);
            case 2 -> "MOD(" + range + ")" + sign + random.nextInt(calls + 1);
            case 3 -> "LEASE(" + range + ")" + sign + random.nextInt(4);
            default -> "VERSION(" + range + ")" + sign + random.nextInt(4);
        };
    }

    private String key() {
        return one(List.of("a", "a\\00", "ab", "b", "b\\ff", "c"));
    }

    private String to() {
        return random.nextInt(3) == 0 ? " to=" + one(List.of("a", "b", "c", "d", "\\00")) : "";
    }

    private int lease() {
        return random.nextInt(1, 4);
    }

    private String one(List<String> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private void some(StringBuilder words, int rarity, String word) {
        if (random.nextInt(rarity) == 0) {
            words.append(word);
        }
    }
}
