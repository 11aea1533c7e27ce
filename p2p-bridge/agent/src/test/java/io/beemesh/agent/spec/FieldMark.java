package io.beemesh.agent.spec;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What is done with one field of a pod.
 *
 * @param field such as {@code Container.image}
 * @param evidence the test of what is honoured, why something has no meaning, what to do instead of what is refused
 * @param taken a value that is taken, in JSON; empty for any
 * @param refused a value that is refused although others are taken, in JSON; empty for none
 */
record FieldMark(String field, Kind kind, String evidence, String taken, String refused) {
    static final String RESOURCE = "pod-fields.tsv";

    /** What is done with it. */
    enum Kind {
        HONOURED,
        REFUSED,
        MEANINGLESS
    }

    /** All marks, in the order of the file. */
    static List<FieldMark> load() throws IOException {
        List<FieldMark> marks = new ArrayList<>();
        for (String line : PodSchema.resource(RESOURCE)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                String[] cells = line.split("\t", -1);
                marks.add(new FieldMark(cells[0], Kind.valueOf(cells[1]), cells[2], cell(cells, 3), cell(cells, 4)));
            }
        }
        return marks;
    }

    private static String cell(String[] cells, int index) {
        return cells.length > index ? cells[index] : "";
    }

    @Override
    public String toString() {
        return field;
    }
}
