package io.beemesh.e2e.house;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be seen without understanding a language: sizes, tabs, markers of unfinished work. */
final class TextRules {
    static final int FILE_LINES_MAX = 400;
    static final int LINE_COLUMNS_MAX = 120;
    static final int README_LINES_MAX = 200;

    private static final Pattern WORK_MARKER = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X|HA" + "CK)\\b");

    private TextRules() {}

    static List<Offence> fileSize(SourceFile file) {
        int count = file.lines().size();
        return count <= FILE_LINES_MAX
                ? List.of()
                : List.of(file.offence(
                        "file-lines",
                        FILE_LINES_MAX + 1,
                        count + " lines (expected: at most " + FILE_LINES_MAX
                                + "); give a part of it a file of its own"));
    }

    static List<Offence> readmeSize(SourceFile file) {
        int count = file.lines().size();
        return count <= README_LINES_MAX
                ? List.of()
                : List.of(file.offence(
                        "readme-lines",
                        README_LINES_MAX + 1,
                        count + " lines (expected: at most " + README_LINES_MAX + "); move detail to deploy/docs"));
    }

    static List<Offence> lineWidth(SourceFile file) {
        return eachLine(file, (number, line) -> {
            int columns = line.replace("\t", "    ").length();
            return columns <= LINE_COLUMNS_MAX
                    ? null
                    : file.offence(
                            "line-columns",
                            number,
                            columns + " columns (expected: at most " + LINE_COLUMNS_MAX + "); break the line");
        });
    }

    static List<Offence> tabs(SourceFile file) {
        return eachLine(
                file,
                (number, line) -> line.contains("\t") && !file.isGo()
                        ? file.offence("tabs", number, "a tab; use spaces, or \\t in a string")
                        : null);
    }

    static List<Offence> trailingSpace(SourceFile file) {
        return eachLine(
                file,
                (number, line) -> line.endsWith(" ") || line.endsWith("\t")
                        ? file.offence("trailing-space", number, "white space at the end; take it away")
                        : null);
    }

    static List<Offence> workMarkers(SourceFile file) {
        return eachLine(file, (number, line) -> {
            Matcher marker = WORK_MARKER.matcher(line);
            return marker.find()
                    ? file.offence("work-marker", number, marker.group() + "; do the work, or write an issue")
                    : null;
        });
    }

    @FunctionalInterface
    private interface LineRule {
        @Nullable
        Offence judge(int number, String line);
    }

    private static List<Offence> eachLine(SourceFile file, LineRule rule) {
        List<Offence> found = new ArrayList<>();
        int number = 0;
        for (String line : file.lines()) {
            number++;
            Offence offence = rule.judge(number, line);
            if (offence != null) {
                found.add(offence);
            }
        }
        return found;
    }
}
