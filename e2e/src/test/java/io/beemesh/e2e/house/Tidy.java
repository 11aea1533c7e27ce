package io.beemesh.e2e.house;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All rules that sources obey. */
final class Tidy {
    private static final List<SourceRule> TEXT_RULES = List.of(
            TextRules::fileSize,
            TextRules::lineWidth,
            TextRules::tabs,
            TextRules::trailingSpace,
            TextRules::workMarkers);

    private Tidy() {}

    /** What the rules do not like, in the order of files and lines. */
    static List<Offence> judge(List<SourceFile> files) {
        List<Offence> found = new ArrayList<>();
        for (SourceFile file : files) {
            for (SourceRule rule : TEXT_RULES) {
                found.addAll(rule.judge(file));
            }
        }
        found.addAll(JavaRules.judge(files.stream().filter(SourceFile::isJava).toList()));
        found.addAll(PackageRules.judge(files));
        found.sort(Comparator.comparing(Offence::path).thenComparing(Offence::line));
        return found;
    }

    /** All sources of a checkout. */
    static List<SourceFile> sources(Checkout checkout) {
        return Stream.of(".java", ".sh", ".go")
                .flatMap(ending -> checkout.files(ending).stream())
                .toList();
    }
}
