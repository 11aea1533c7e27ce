package io.beemesh.e2e.chart;

import io.beemesh.e2e.rig.EdgeHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a host was not attached, as the log of its agent says. */
final class Attachments {
    private static final int LINES_MAX = 10_000;
    private static final Pattern LINE = Pattern.compile(
            "time=(\\S+) .*logger=Link msg=(attached|\"detached from the provider\") provider=(\\S+).*");

    private Attachments() {}

    /** How long it was without each of its providers that it has again, the oldest loss first. */
    static List<Duration> gaps(EdgeHost host) {
        Map<String, Instant> lost = new HashMap<>();
        List<Duration> gaps = new ArrayList<>();
        for (String line : host.log(LINES_MAX)) {
            Matcher fact = LINE.matcher(line);
            if (fact.matches()) {
                Instant at = Instant.parse(fact.group(1));
                if (fact.group(2).equals("attached")) {
                    Optional.ofNullable(lost.remove(fact.group(3)))
                            .ifPresent(since -> gaps.add(Duration.between(since, at)));
                } else {
                    lost.putIfAbsent(fact.group(3), at);
                }
            }
        }
        return gaps;
    }
}
