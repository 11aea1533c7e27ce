package io.beemesh.agent.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.rotation.testing.Writer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFilesTest {
    @TempDir
    private Path folder;

    private Writer writer;
    private LogFiles files;

    @BeforeEach
    void begin() throws IOException {
        writer = new Writer(folder);
        files = writer.files();
        files.keep();
    }

    @Test
    void keepsFiveFilesOfWhichThreeAreCompressed() throws IOException {
        for (int i = 0; i < 20; i++) {
            writer.fill(100);
        }

        assertThat(names())
                .containsExactly(
                        "ctr.log", "ctr.log.17.gz", "ctr.log.18.gz", "ctr.log.19.gz", "ctr.log.20", "ctr.log.21");
        assertThat(Files.isSameFile(folder.resolve("ctr.log"), folder.resolve("ctr.log.21")))
                .isTrue();
        assertThat(unzipped("ctr.log.17.gz")).hasSize(100).last().asString().endsWith(" 1700");
        assertThat(files.use().files()).isEqualTo(LogFiles.FILES_MAX);
    }

    @Test
    void changesNothingWhenNothingHappened() throws IOException {
        writer.fill(1);
        List<String> before = names();

        files.keep();
        files.compress();
        files.keep();

        assertThat(names()).isEqualTo(before).containsExactly("ctr.log", "ctr.log.1", "ctr.log.2");
    }

    @Test
    void goesOnAfterACompressionThatWasBrokenOff() throws IOException {
        writer.fill(1);
        writer.fill(1);
        Files.writeString(folder.resolve("ctr.log.2.gz"), "whole");
        Files.writeString(folder.resolve("ctr.log.gz.tmp"), "half");

        writer.fill(1);

        assertThat(names())
                .containsExactly(
                        "ctr.log",
                        "ctr.log.1.gz",
                        "ctr.log.2",
                        "ctr.log.2.gz",
                        "ctr.log.3",
                        "ctr.log.4",
                        "ctr.log.gz.tmp");
        for (int i = 0; i < LogFiles.FILES_MAX; i++) {
            writer.fill(1);
        }
        assertThat(names())
                .as("goes with its time")
                .doesNotContain("ctr.log.2", "ctr.log.2.gz")
                .hasSize(6);
    }

    @Test
    void isNoErrorWhenTheContainerIsGone() throws IOException {
        LogFiles none = new LogFiles(folder.resolve("gone/ctr.log"));

        none.keep();
        none.compress();

        assertThat(none.use()).isEqualTo(new LogFiles.Use(0, 0));
        assertThat(none.after(0)).isEmpty();
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    private List<String> unzipped(String name) throws IOException {
        try (GZIPInputStream from = new GZIPInputStream(Files.newInputStream(folder.resolve(name)))) {
            return new String(from.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }
}
