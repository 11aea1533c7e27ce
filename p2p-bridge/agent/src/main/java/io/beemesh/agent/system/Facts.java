package io.beemesh.agent.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Files of the kernel's that say one number, or many with their names. A file that is not there says nothing. */
public final class Facts {
    /** What the kernel writes where there is no limit: the most pages that it can count. */
    private static final long UNLIMITED = Long.MAX_VALUE - 0xfff;

    private Facts() {}

    /** The lines of a file; none if it is not there, as with a container that has just ended. */
    public static List<String> lines(Path file) throws IOException {
        try {
            return Files.readAllLines(file);
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** A number that is all that the file says. */
    public static OptionalLong number(Path file) throws IOException {
        List<String> lines = lines(file);
        return lines.isEmpty() ? OptionalLong.empty() : number(lines.getFirst().strip());
    }

    /** A number; none for a word such as {@code max}. */
    public static OptionalLong number(String text) {
        return text.matches("[0-9]{1,19}") ? OptionalLong.of(Long.parseUnsignedLong(text)) : OptionalLong.empty();
    }

    /** A limit; none where the kernel's number means none. */
    public static OptionalLong limit(Path file) throws IOException {
        OptionalLong limit = number(file);
        return limit.isPresent() && Long.compareUnsigned(limit.getAsLong(), UNLIMITED) < 0
                ? limit
                : OptionalLong.empty();
    }

    /** Numbers by their names, a line each, such as {@code pgfault 17}. */
    public static Map<String, Long> named(Path file) throws IOException {
        Map<String, Long> named = new HashMap<>();
        for (String line : lines(file)) {
            String[] words = line.split("[: ]+", 3);
            if (words.length > 1) {
                number(words[1]).ifPresent(value -> named.put(words[0], value));
            }
        }
        return named;
    }
}
