package io.beemesh.provider.app.config;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The keys that there are, and what somebody may have meant by another one. */
public final class KnownKeys {
    private final Set<String> keys = new TreeSet<>();
    private final Set<String> maps = new TreeSet<>();

    private KnownKeys() {}

    /** The keys of {@link ProviderConfig}. */
    public static KnownKeys ofProvider() {
        KnownKeys known = new KnownKeys();
        known.collect(ProviderConfig.PREFIX, ProviderConfig.class);
        return known;
    }

    /** All keys but those below a map, in the order of the alphabet. */
    public Set<String> keys() {
        return Set.copyOf(keys);
    }

    /** Whether a key means something; the index of a list, as in {@code beemesh.mesh.listen[0]}, does not count. */
    public boolean has(String key) {
        String plain = key.replaceAll("\\[\\d+]$", "");
        return keys.contains(plain) || maps.stream().anyMatch(map -> plain.startsWith(map + "."));
    }

    /** The known key that looks most like this one; empty if none comes near. */
    public Optional<String> nearest(String key) {
        return keys.stream()
                .map(known -> Map.entry(distance(known, key), known))
                .min(Map.Entry.comparingByKey())
                .filter(best -> best.getKey() <= Math.max(3, key.length() / 4))
                .map(Map.Entry::getValue);
    }

    private void collect(String prefix, Class<?> group) {
        for (Method method : group.getDeclaredMethods()) {
            String key = prefix + "." + kebab(method.getName());
            if (method.getReturnType() == Map.class) {
                maps.add(key);
            } else if (method.getReturnType().getEnclosingClass() == ProviderConfig.class) {
                collect(key, method.getReturnType());
            } else {
                keys.add(key);
            }
        }
    }

    private static String kebab(String camel) {
        return camel.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    /** Levenshtein's, with two rows. */
    private static int distance(String from, String to) {
        int[] before = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int swap = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(swap, 1 + Math.min(before[j], row[j - 1]));
            }
            before = row;
        }
        return before[to.length()];
    }
}
