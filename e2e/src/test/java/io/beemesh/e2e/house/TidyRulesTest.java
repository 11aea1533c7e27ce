package io.beemesh.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Each rule of {@link Tidy} finds what is planted for it, and nothing in what is as it should be. */
class TidyRulesTest {
    private static final String PACKAGE = "module/src/main/java/a/";
    private static final SourceFile INFO = new SourceFile(
            PACKAGE + "package-info.java", "/** Owns things; must not own others. */\n@NullMarked\npackage a;\n");

    static final List<BannedCall> BANNED = BannedCall.ALL;

    @Test
    void likesWhatIsTidy() {
        assertThat(judge("""
                package a;

                /** A thing. "Thread.sleep(1)" in a comment or a string is no call. */
                record Thing(int a, int b, int c, int d, int e, int f) {
                    Thing {
                        String text = "Thread.sleep(1)";
                        if (a == 1) {
                            b = 1;
                        } else if (a == 2) {
                            b = 2;
                        } else if (a == 3) {
                            b = 3;
                        } else if (a == 4) {
                            b = 4;
                        }
                    }
                }
                """)).isEmpty();
    }

    @Test
    void findsALongFile() {
        assertThat(rules("package a;\n" + "\n".repeat(400))).containsExactly("file-lines");
    }

    @Test
    void findsALongLineATabAndSpaceAtTheEnd() {
        assertThat(rules("package a;\n// " + "x".repeat(120) + "\n")).containsExactly("line-columns");
        assertThat(rules("package a;\n\tclass B {}\n")).containsExactly("tabs");
        assertThat(rules("package a; \n")).containsExactly("trailing-space");
    }

    @Test
    void takesTabsInGoButNoLongLines() {
        SourceFile go = new SourceFile("e2e/rig/main.go", "package main\n\tfunc main() {}\n// " + "x".repeat(120));

        assertThat(Tidy.judge(List.of(go))).extracting(Offence::rule).containsExactly("line-columns");
    }

    @Test
    void findsMarkersOfUnfinishedWork() {
        assertThat(rules("package a;\n// TO" + "DO later\n")).containsExactly("work-marker");
        assertThat(rules("package a;\n// FIX" + "ME\n")).containsExactly("work-marker");
    }

    @Test
    void findsALongMethod() {
        assertThat(rules(method("int a;\n".repeat(69)))).containsExactly("method-lines");
        assertThat(rules(method("int a;\n".repeat(68)))).isEmpty();
    }

    @Test
    void findsAMethodWithManyParameters() {
        assertThat(rules("package a;\nclass B {\nvoid c(int a, int b, int c, int d, int e, int f) {}\n}\n"))
                .containsExactly("parameters");
    }

    @Test
    void findsDeepNestingOnceAndNotInALambdaOfItsOwn() {
        String deep = "if (x) {\nfor (;;) {\nwhile (x) {\ntry {\nif (x) {}\n} finally {}\n}\n}\n}\n";
        String lambda = "if (x) {\nfor (;;) {\nwhile (x) {\nrun(() -> {\nif (x) {}\n});\n}\n}\n}\n";

        assertThat(rules(method(deep))).containsExactly("nesting");
        assertThat(rules(method(lambda))).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("BANNED")
    void findsEachBannedCall(BannedCall banned) {
        String text = banned.text();
        String code = text.startsWith("catch ")
                ? "try {} catch (" + text.substring(6) + " e) {}\n"
                : (text.startsWith("print") ? "e." : "") + (text.endsWith("(") ? text + "1)" : text) + ";\n";

        assertThat(judge(method(code))).singleElement().satisfies(offence -> assertThat(offence.what())
                .startsWith(text));
    }

    @Test
    void letsTestsCatchAnythingButNotSleep() {
        String code = method("try { Thread.sleep(1); } catch (Exception e) {}\n");
        SourceFile test = new SourceFile("module/src/test/java/a/BTest.java", code);

        assertThat(Tidy.judge(List.of(test))).singleElement().satisfies(offence -> assertThat(offence.what())
                .startsWith("Thread.sleep("));
    }

    @Test
    void findsAPackageThatDoesNotSayWhatItIs() {
        SourceFile type = new SourceFile(PACKAGE + "B.java", "package a;\n\nclass B {}\n");
        SourceFile mute = new SourceFile(PACKAGE + "package-info.java", "package a;\n");

        assertThat(Tidy.judge(List.of(type))).extracting(Offence::rule).containsExactly("package-info");
        assertThat(Tidy.judge(List.of(type, mute)))
                .extracting(Offence::rule)
                .containsExactly("package-info", "package-info");
    }

    @Test
    void findsAPackageOfManyTypes() {
        SourceFile[] types = new SourceFile[17];
        Arrays.setAll(types, i -> new SourceFile(PACKAGE + "T" + i + ".java", "package a;\n"));
        types[16] = INFO;

        assertThat(Tidy.judge(List.of(types))).extracting(Offence::rule).containsExactly("package-types");
        types[15] = new SourceFile("module/src/main/java/b.txt", "");
        assertThat(Tidy.judge(List.of(types))).isEmpty();
    }

    @Test
    void findsALongReadme() {
        assertThat(TextRules.readmeSize(new SourceFile("README.md", "x\n".repeat(200))))
                .isEmpty();
        assertThat(TextRules.readmeSize(new SourceFile("README.md", "x\n".repeat(201))))
                .hasSize(1);
    }

    @Test
    void saysWhereAndWhatToDo() {
        assertThat(judge("package a;\n\tclass B {}\n").getFirst())
                .hasToString("module/src/main/java/a/B.java:2: [tabs] a tab; use spaces, or \\t in a string");
    }

    @Test
    void letsExceptionsPassAndFindsThoseThatNothingNeeds() {
        TidyExceptions exceptions =
                TidyExceptions.of("# why\n\ntabs " + PACKAGE + "* they are wanted\nnesting x/Y.java because\n");

        assertThat(exceptions.filter(judge("package a;\n\tclass B {}\n")))
                .singleElement()
                .satisfies(offence -> assertThat(offence.what()).contains("nesting x/Y.java because"));
    }

    @Test
    void wantsAReasonForEachException() {
        assertThatThrownBy(() -> TidyExceptions.of("tabs x/Y.java\n")).hasMessageContaining("rule, path and reason");
    }

    private static String method(String body) {
        return "package a;\nclass B {\nvoid c() {\n" + body + "}\n}\n";
    }

    private static List<String> rules(String text) {
        return judge(text).stream().map(Offence::rule).toList();
    }

    private static List<Offence> judge(String text) {
        return Tidy.judge(List.of(INFO, new SourceFile(PACKAGE + "B.java", text)));
    }
}
