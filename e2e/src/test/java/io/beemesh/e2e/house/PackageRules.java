package io.beemesh.e2e.house;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What can be seen of the sources of a folder together. */
final class PackageRules {
    static final int TYPES_MAX = 15;

    private static final String PACKAGE_INFO = "package-info.java";

    /** Also where the line breaks between the two words. */
    private static final Pattern MUST_NOT = Pattern.compile("[Mm]ust[\\s*]+not");

    private PackageRules() {}

    /** Each package of main says what it owns and what it must not do, is null-marked, and is small. */
    static List<Offence> judge(List<SourceFile> files) {
        Map<String, List<SourceFile>> packages = files.stream()
                .filter(SourceFile::isJava)
                .filter(SourceFile::isMain)
                .collect(Collectors.groupingBy(SourceFile::folder, TreeMap::new, Collectors.toList()));
        List<Offence> found = new ArrayList<>();
        packages.forEach((folder, sources) -> {
            found.addAll(info(folder, sources));
            found.addAll(size(folder, sources));
        });
        return found;
    }

    private static List<Offence> info(String folder, List<SourceFile> sources) {
        String path = folder + "/" + PACKAGE_INFO;
        return sources.stream()
                .filter(file -> file.path().endsWith(PACKAGE_INFO))
                .findFirst()
                .map(file -> judgeInfo(file))
                .orElseGet(() -> List.of(new Offence(
                        "package-info", path, 1, "not there; say what the package owns and what it must not do")));
    }

    private static List<Offence> judgeInfo(SourceFile info) {
        List<Offence> found = new ArrayList<>();
        if (!info.text().contains("@NullMarked")) {
            found.add(info.offence("package-info", 1, "no @NullMarked; add it"));
        }
        if (!info.text().contains("/**") || !MUST_NOT.matcher(info.text()).find()) {
            found.add(info.offence("package-info", 1, "does not say what the package must not do; add 'Must not ...'"));
        }
        return found;
    }

    private static List<Offence> size(String folder, List<SourceFile> sources) {
        long types = sources.stream()
                .filter(file -> !file.path().endsWith(PACKAGE_INFO))
                .count();
        return types <= TYPES_MAX
                ? List.of()
                : List.of(new Offence(
                        "package-types",
                        folder,
                        1,
                        types + " types (expected: at most " + TYPES_MAX + "); make a room inside the room"));
    }
}
