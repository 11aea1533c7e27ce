package io.beemesh.e2e.twin;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of what is done to a pod, from its annotation {@value Manifest#STEPS}.
 *
 * <pre>
 * await Ready|Running|Succeeded|Failed|ended     the pod's condition or phase
 * await reason REASON                            of the pod, or of a container that waits or ended
 * await event REASON [COUNT]                     one of the pod's events
 * await restarts COUNT                           of any container
 * await resizing REASON                          a condition of a resize with that reason
 * await resized                                  none of them, and the newest generation was seen
 * await unready                                  the Ready condition, after it was True
 * exec CONTAINER SCRIPT                          its exit code and output are compared
 * logs CONTAINER                                 likewise; those of each container are looked at anyway at the end
 * debug NAME SCRIPT                              an ephemeral container with busybox
 * condition TYPE STATUS                          as a controller of a readiness gate sets it
 * create                                         what has the annotation twin.beemesh.io/later
 * label NAME VALUE                               and annotate NAME VALUE: of the running pod
 * resize CONTAINER RESOURCES                     of the running pod, in JSON; whether it may is compared
 * remove POD                                     another one of the case, at once
 * delete [GRACE]                                 and wait until it is gone
 * </pre>
 */
sealed interface Step {
    /** Waits until something is seen. */
    record Await(String what, List<String> words) implements Step {
        /** Whether it comes and goes: then the pod is looked at as it was when it came. */
        boolean isOfAMoment() {
            return what.equals("restarts") || what.equals("reason");
        }
    }

    /** Runs a script in a container. */
    record Exec(String container, String script) implements Step {}

    /** Reads a container's log. */
    record Logs(String container) implements Step {}

    /** Adds an ephemeral container. */
    record Debug(String name, String script) implements Step {}

    /** Sets a condition of the pod. */
    record Condition(String type, String status) implements Step {}

    /** Creates the objects that come later. */
    record Create() implements Step {}

    /** Changes a label or an annotation. */
    record Mark(String map, String name, String value) implements Step {}

    /** Asks for other resources in place. */
    record Resize(String container, String resources) implements Step {}

    /** Deletes another pod of the case. */
    record Remove(String pod) implements Step {}

    /** Deletes the pod; a negative grace is the pod's own. */
    record Delete(long graceSeconds) implements Step {}

    /** Reads the lines of an annotation. */
    static List<Step> all(String text) {
        List<Step> steps = new ArrayList<>();
        text.lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(line -> steps.add(of(line)));
        return steps;
    }

    private static Step of(String line) {
        List<String> words = List.of(line.split(" ", 3));
        String second = words.size() > 1 ? words.get(1) : "";
        String rest = words.size() > 2 ? words.get(2) : "";
        return switch (words.getFirst()) {
            case "await" -> new Await(second, rest.isEmpty() ? List.of() : List.of(rest.split(" ")));
            case "exec" -> new Exec(second, rest);
            case "logs" -> new Logs(second);
            case "debug" -> new Debug(second, rest);
            case "condition" -> new Condition(second, rest);
            case "create" -> new Create();
            case "label" -> new Mark("labels", second, rest);
            case "annotate" -> new Mark("annotations", second, rest);
            case "resize" -> new Resize(second, rest);
            case "remove" -> new Remove(second);
            case "delete" -> new Delete(second.isEmpty() ? -1 : Long.parseLong(second));
            default -> throw new IllegalArgumentException("no step: " + line);
        };
    }
}
