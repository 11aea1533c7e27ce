package io.beemesh.agent.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.rotation.testing.Writer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
    private static final boolean FOLLOW = true;

    @TempDir
    private Path folder;

    private Writer writer;

    @BeforeEach
    void begin() throws IOException {
        writer = new Writer(folder);
        writer.files().keep();
    }

    @Test
    void losesNoLineHoweverFarBehindItIsWithinWhatIsKept() throws IOException {
        try (LogFile log = new LogFile(writer.files(), FOLLOW)) {
            List<Long> seen = new ArrayList<>();
            writer.write(10);
            seen.add(next(log));
            for (int round = 1; round <= 20; round++) {
                for (int files = 0; files < round % 5; files++) {
                    writer.fill(1000);
                }
                writer.write(5);
                readAll(log, seen);
            }

            assertThat(seen).isEqualTo(upTo(seen.size())).hasSizeGreaterThan(40_000);
        }
    }

    @Test
    void goesOnWithTheOldestThatIsLeftWhenItIsTooFarBehind() throws IOException {
        try (LogFile log = new LogFile(writer.files(), FOLLOW)) {
            writer.write(1);
            assertThat(next(log)).isEqualTo(1);
            for (int files = 0; files < 10; files++) {
                writer.fill(1);
            }
            List<Long> seen = new ArrayList<>();
            readAll(log, seen);

            assertThat(seen).containsExactly(2L, 8L, 9L, 10L, 11L);
        }
    }

    @Test
    void findsItsPlaceWhenItWasOpenedBeforeItsFileHadANumber() throws IOException {
        writer.write(1);
        writer.replace();
        writer.write(2);
        try (LogFile log = new LogFile(writer.files(), FOLLOW)) {
            assertThat(next(log)).isEqualTo(2);
            writer.files().keep();
            writer.fill(0);
            writer.write(3);
            List<Long> seen = new ArrayList<>();
            readAll(log, seen);

            assertThat(seen).containsExactly(3L, 4L, 5L, 6L);
        }
    }

    @Test
    void readsOnlyTheLatestFileOfALogThatIsNotFollowed() throws IOException {
        writer.fill(10);
        writer.write(2);
        try (LogFile log = new LogFile(writer.files(), !FOLLOW)) {
            assertThat(next(log)).isEqualTo(11);
            writer.fill(0);
            writer.write(3);
            List<Long> seen = new ArrayList<>();
            readAll(log, seen);

            assertThat(seen).containsExactly(12L);
        }
    }

    private static List<Long> upTo(int last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    private static void readAll(LogFile log, List<Long> into) throws IOException {
        for (long line = next(log); line >= 0; line = next(log)) {
            into.add(line);
        }
    }

    private static long next(LogFile log) throws IOException {
        byte[] line = log.next();
        String text = line == null ? " -1" : new String(line, StandardCharsets.UTF_8);
        return Long.parseLong(text.substring(text.lastIndexOf(' ') + 1));
    }
}
