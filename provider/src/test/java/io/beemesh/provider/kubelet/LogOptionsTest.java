package io.beemesh.provider.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kubelet.http.Query;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogOptionsTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    @Test
    void wantsAllOfTheLatestLogByDefault() {
        assertThat(parse(""))
                .isEqualTo(new LogOptions.Parsed(new LogQuery(
                        LogQuery.Instance.LATEST,
                        false,
                        new LogQuery.Range(OptionalLong.empty(), Optional.empty(), OptionalLong.empty()),
                        LogQuery.LogStream.ALL)));
    }

    @Test
    void readsEveryParameter() {
        assertThat(parse("follow=true timestamps=true tailLines=5 sinceSeconds=60 limitBytes=9"))
                .isEqualTo(new LogOptions.Parsed(new LogQuery(
                        LogQuery.Instance.LATEST_FOLLOWED,
                        true,
                        new LogQuery.Range(OptionalLong.of(5), Optional.of(NOW.minusSeconds(60)), OptionalLong.of(9)),
                        LogQuery.LogStream.ALL)));
        assertThat(parse("previous=1 stream=Stderr sinceTime=2026-11-01T13:00:00.5+02:00"))
                .isEqualTo(new LogOptions.Parsed(new LogQuery(
                        LogQuery.Instance.PREVIOUS,
                        false,
                        new LogQuery.Range(
                                OptionalLong.empty(),
                                Optional.of(Instant.parse("2026-11-01T11:00:00.5Z")),
                                OptionalLong.empty()),
                        LogQuery.LogStream.STDERR)));
    }

    @Test
    void knowsTheOlderNameOfTailLines() {
        assertThat(range("tail=3").tailLines()).hasValue(3);
        assertThat(range("tail=all").tailLines()).isEmpty();
    }

    @Test
    void takesOnlyFalseAndZeroForNo() {
        assertThat(parse("follow=FALSE")).isEqualTo(parse(""));
        assertThat(parse("follow=0")).isEqualTo(parse(""));
        assertThat(parse("follow=no")).isEqualTo(parse("follow=true"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tailLines=x", "limitBytes=1.5", "sinceSeconds=9999999999999999999", "sinceTime=yesterday"})
    void answers400ToWhatCannotBeDecoded(String query) {
        assertThat(parse(query)).isEqualTo(new LogOptions.Bad(400, "{\"message\": \"Unable to decode query.\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tailLines=-1",
                "limitBytes=0",
                "sinceSeconds=0",
                "sinceSeconds=1 sinceTime=2026-11-01T13:00:00Z",
                "stream=stdout",
                "stream=Stdout tailLines=1"
            })
    void answers422ToWhatIsOutOfBounds(String query) {
        assertThat(parse(query)).isEqualTo(new LogOptions.Bad(422, "{\"message\": \"Invalid request.\"}"));
    }

    private static LogQuery.Range range(String query) {
        return ((LogOptions.Parsed) parse(query)).query().range();
    }

    private static LogOptions.Result parse(String query) {
        List<Query.Parameter> parameters = new ArrayList<>();
        for (String part : query.isEmpty() ? new String[0] : query.split(" ")) {
            String[] pair = part.split("=", 2);
            parameters.add(new Query.Parameter(pair[0], pair[1]));
        }
        return LogOptions.parse(new Query(parameters), Clock.fixed(NOW, ZoneOffset.UTC));
    }
}
