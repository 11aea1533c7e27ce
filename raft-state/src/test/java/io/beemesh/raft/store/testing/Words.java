package io.beemesh.raft.store.testing;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The words of a line, taken one after the other. */
final class Words {
    private final Deque<String> left;

    Words(String line) {
        left = new ArrayDeque<>(List.of(line.strip().split("\\s+")));
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    String next() {
        return left.remove();
    }

    /** Takes the next word if it is this one. */
    boolean take(String word) {
        if (!word.equals(left.peek())) {
            return false;
        }
        left.remove();
        return true;
    }

    /** Whether one of these comes next, or nothing. */
    boolean ends(String... words) {
        return left.isEmpty() || List.of(words).contains(left.peek());
    }

    /** How often what comes next is meant: a word such as {@code 5x} says so. */
    int times() {
        String word = left.peek();
        if (word == null || !word.matches("\\d+x")) {
            return 1;
        }
        left.remove();
        return Integer.parseInt(word.substring(0, word.length() - 1));
    }

    /** The next word as bytes. */
    ByteString bytes() {
        return bytes(next());
    }

    long number() {
        return Long.parseLong(next());
    }

    /** Nothing is written {@code ''}, a byte {@code \00}, and {@code x*1000} is an x a thousand times. */
    static ByteString bytes(String word) {
        if (word.equals("''")) {
            return ByteString.EMPTY;
        }
        if (word.matches(".\\*\\d+")) {
            return ByteString.copyFromUtf8(word.substring(0, 1).repeat(Integer.parseInt(word.substring(2))));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) == '\\') {
                bytes.write(Integer.parseInt(word.substring(i + 1, i + 3), 16));
                i += 2;
            } else {
                bytes.writeBytes(word.substring(i, i + 1).getBytes(StandardCharsets.UTF_8));
            }
        }
        return ByteString.copyFrom(bytes.toByteArray());
    }
}
