package io.beemesh.e2e.twin;

import java.io.PrintStream;
import java.util.List;

/**
 * Tells what differs.
 *
 * @param explained the list of what may differ
 * @param whole whether all manifests ran, so that an entry of the list that was not needed is one too many
 */
record Report(Explained explained, boolean whole) {
    /** Prints the differences without a reason and the count of all; whether there is nothing to mend. */
    boolean print(List<Twin.Result> results, PrintStream out) {
        int agreeing = 0;
        int explainedCount = 0;
        int unexplained = 0;
        for (Twin.Result result : results) {
            List<Comparison.Difference> open = result.differences().stream()
                    .filter(it -> explained.reason(it).isEmpty())
                    .toList();
            agreeing += result.differences().isEmpty() ? 1 : 0;
            explainedCount += !result.differences().isEmpty() && open.isEmpty() ? 1 : 0;
            unexplained += open.isEmpty() ? 0 : 1;
            open.forEach(it -> print(it, out));
        }
        List<Explained.Entry> idle = whole ? explained.idle() : List.of();
        idle.forEach(it -> out.println("explains nothing, take it out: " + it));
        out.printf(
                "%d manifests: %d agree, %d differ as explained, %d differ without a reason%n",
                results.size(), agreeing, explainedCount, unexplained);
        return unexplained == 0 && idle.isEmpty();
    }

    private static void print(Comparison.Difference it, PrintStream out) {
        out.println(it.manifest() + " " + it.field());
        out.println("  mesh " + it.mesh().replace("\n", "\n       "));
        out.println("  real " + it.real().replace("\n", "\n       "));
    }
}
