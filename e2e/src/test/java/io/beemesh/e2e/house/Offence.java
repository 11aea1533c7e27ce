package io.beemesh.e2e.house;

/**
 * Something that a rule does not like.
 *
 * @param rule its short name, as exceptions call it
 * @param path the file, from the root of the checkout
 * @param line from 1
 * @param what was found, what was expected, and what to do
 */
record Offence(String rule, String path, int line, String what) {
    @Override
    public String toString() {
        return path + ":" + line + ": [" + rule + "] " + what;
    }
}
