package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Finds what differs between two recordings of one manifest; pure. */
final class Comparison {
    private static final String ABSENT = "(absent)";
    private static final long SLACK = 5;
    private static final long MUCH = 3;

    private Comparison() {}

    /** One field that is not the same on both sides. */
    record Difference(String manifest, String field, String mesh, String real) {}

    static List<Difference> of(String manifest, Recording mesh, Recording real) {
        List<Difference> found = new ArrayList<>();
        Map<String, String> ours = Facts.of(Side.MESH, mesh);
        Map<String, String> theirs = Facts.of(Side.REAL, real);
        unanswered(ours, theirs);
        unanswered(theirs, ours);
        for (String field : union(ours.keySet(), theirs.keySet())) {
            String our = ours.getOrDefault(field, ABSENT);
            String their = theirs.getOrDefault(field, ABSENT);
            if (!(isNumber(field) ? near(our, their) : our.equals(their))) {
                found.add(new Difference(manifest, field, our, their));
            }
        }
        histories(manifest, mesh, real, found);
        times(manifest, mesh.outcome(), real.outcome(), found);
        return found;
    }

    /** A container that did not say what it sees is one difference, and not as many as there are things to see. */
    private static void unanswered(Map<String, String> one, Map<String, String> other) {
        for (String field : one.keySet()) {
            if (field.matches("saw\\.[^.]+") && other.keySet().removeIf(it -> it.startsWith(field + "."))) {
                other.put(field, "answered");
            }
        }
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    private static boolean isNumber(String field) {
        return field.startsWith("took.") || field.startsWith("count.");
    }

    /** How often and how long depends on the machine: what is much more is told. */
    private static boolean near(String our, String their) {
        if (!our.matches("\\d+") || !their.matches("\\d+")) {
            return our.equals(their);
        }
        long less = Math.min(Long.parseLong(our), Long.parseLong(their));
        long more = Math.max(Long.parseLong(our), Long.parseLong(their));
        return more - less <= SLACK || more <= MUCH * less;
    }

    private static void histories(String manifest, Recording mesh, Recording real, List<Difference> found) {
        Map<String, History> ours = History.of(mesh.pods(), mesh.endNanos());
        Map<String, History> theirs = History.of(real.pods(), real.endNanos());
        for (String part : union(ours.keySet(), theirs.keySet())) {
            History our = ours.getOrDefault(part, new History(List.of()));
            History their = theirs.getOrDefault(part, new History(List.of()));
            if (!our.agrees(their)) {
                found.add(new Difference(manifest, "history." + part, our.toString(), their.toString()));
            }
        }
    }

    /** What came first on one side and last on the other. */
    private static void times(String manifest, JsonNode mesh, JsonNode real, List<Difference> found) {
        Map<String, Long> ours = Facts.times(mesh);
        Map<String, Long> theirs = Facts.times(real);
        Set<String> both = new TreeSet<>(ours.keySet());
        both.retainAll(theirs.keySet());
        for (String one : both) {
            for (String other : both) {
                long our = ours.get(other) - ours.get(one);
                long their = theirs.get(other) - theirs.get(one);
                if (one.compareTo(other) < 0 && our * their < 0) {
                    String field = "time." + one + "-" + other;
                    found.add(new Difference(manifest, field, our + " s", their + " s"));
                }
            }
        }
    }
}
