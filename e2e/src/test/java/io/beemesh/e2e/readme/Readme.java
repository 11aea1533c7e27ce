package io.beemesh.e2e.readme;

import io.beemesh.e2e.rig.Rig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The README's shell commands. */
final class Readme {
    private static final Pattern BLOCK = Pattern.compile("^```sh\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    private Readme() {}

    /** Each line of its shell blocks, from top to bottom. */
    static List<String> commands() {
        try {
            String text = Files.readString(Rig.checkout().resolve("README.md"));
            return BLOCK.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .flatMap(String::lines)
                    .filter(line -> !line.startsWith("```"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("README.md cannot be read", e);
        }
    }
}
