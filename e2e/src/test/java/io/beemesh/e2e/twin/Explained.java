package io.beemesh.e2e.twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** The list of differences that stay, each with its reason; knows which of them were met. For one thread. */
final class Explained {
    private final Map<Entry, AtomicInteger> met = new LinkedHashMap<>();

    /**
     * A line of the list.
     *
     * @param manifest name, where {@code *} stands for anything
     * @param field likewise
     * @param reason why it stays
     */
    record Entry(String manifest, String field, String reason) {
        private static Entry of(String line) {
            String[] words = line.split("\\s+", 3);
            if (words.length < 3) {
                throw new IllegalArgumentException("expected manifest, field and reason: " + line);
            }
            return new Entry(words[0], words[1], words[2]);
        }

        boolean explains(Comparison.Difference it) {
            return isAbout(it.manifest()) && matches(field, it.field());
        }

        boolean isAbout(String name) {
            return matches(manifest, name);
        }

        private static boolean matches(String pattern, String text) {
            return Pattern.matches("\\Q" + pattern.replace("*", "\\E.*\\Q") + "\\E", text);
        }
    }

    static Explained read(Path file) {
        Explained all = new Explained();
        try {
            Files.readAllLines(file).stream()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> all.met.put(Entry.of(line), new AtomicInteger()));
        } catch (IOException e) {
            throw new UncheckedIOException("no list of differences: " + file, e);
        }
        return all;
    }

    /** One line more. */
    Explained with(String line) {
        met.put(Entry.of(line), new AtomicInteger());
        return this;
    }

    /** Why a difference stays, if it may. */
    Optional<String> reason(Comparison.Difference difference) {
        Optional<String> first = Optional.empty();
        for (Map.Entry<Entry, AtomicInteger> entry : met.entrySet()) {
            if (entry.getKey().explains(difference)) {
                entry.getValue().incrementAndGet();
                first = first.isPresent() ? first : Optional.of(entry.getKey().reason());
            }
        }
        return first;
    }

    /** Entries that no difference needed, but for those that are met by chance. */
    List<Entry> idle() {
        return met.entrySet().stream()
                .filter(entry ->
                        entry.getValue().get() == 0 && !entry.getKey().reason().startsWith("sometimes:"))
                .map(Map.Entry::getKey)
                .toList();
    }
}
