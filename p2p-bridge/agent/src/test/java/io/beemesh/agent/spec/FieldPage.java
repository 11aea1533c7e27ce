package io.beemesh.agent.spec;

import java.util.List;

/** The page that tells people what a host does with each field of a pod. */
final class FieldPage {
    private static final String HEAD = """
        # The fields of a Pod

        What a host does with each field of a Pod of Kubernetes 1.36. Nothing is silently ignored: a field is
        **honoured**, or **refused** (the pod fails, and an event names the field, its value and what to do), or
        has **no meaning on a node** because the cluster acts on it. What is below a refused field, or below one
        without meaning, goes with it and is not listed.

        This page is made from `pod-fields.tsv` by `PodFieldsTest`, which tries each field.
        """;

    private FieldPage() {}

    /** In the order of the marks; a table for each type. */
    static String of(PodSchema schema, List<FieldMark> marks) {
        StringBuilder page = new StringBuilder(HEAD);
        String type = "";
        for (FieldMark mark : marks) {
            PodSchema.Field field = schema.field(mark.field()).orElseThrow();
            if (!field.type().equals(type)) {
                type = field.type();
                page.append("\n## ").append(type).append("\n\n| field | | |\n|---|---|---|\n");
            }
            page.append("| `%s` | %s | %s |%n".formatted(field.name(), word(mark), why(mark)));
        }
        return page.toString();
    }

    private static String word(FieldMark mark) {
        return switch (mark.kind()) {
            case HONOURED -> "honoured";
            case REFUSED -> "**refused**";
            case MEANINGLESS -> "no meaning";
        };
    }

    private static String why(FieldMark mark) {
        return switch (mark.kind()) {
            case HONOURED ->
                mark.refused().isEmpty() ? "" : "but not `" + mark.refused().replace("'", "") + "`";
            case REFUSED, MEANINGLESS -> mark.evidence();
        };
    }
}
