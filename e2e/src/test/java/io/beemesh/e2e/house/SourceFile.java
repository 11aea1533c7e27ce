package io.beemesh.e2e.house;

import java.util.List;

/**
 * A source as a rule sees it.
 *
 * @param path from the root of the checkout, with slashes
 * @param text all of it
 */
record SourceFile(String path, String text) {
    List<String> lines() {
        return text.lines().toList();
    }

    boolean isJava() {
        return path.endsWith(".java");
    }

    boolean isGo() {
        return path.endsWith(".go");
    }

    /** Whether it is a part of what is shipped. */
    boolean isMain() {
        return path.contains("/src/main/");
    }

    /** The path of its folder. */
    String folder() {
        return path.substring(0, Math.max(0, path.lastIndexOf('/')));
    }

    Offence offence(String rule, int line, String what) {
        return new Offence(rule, path, line, what);
    }
}
