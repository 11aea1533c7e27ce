package io.beemesh.provider.status;

/** What is to be done about a pod's status. */
public sealed interface StatusChange {
    /**
     * Something is to be written.
     *
     * @param json a strategic merge patch of the status
     */
    record Patch(String json) implements StatusChange {}

    /** All is as it should be, or nothing may change any more. */
    record None() implements StatusChange {}

    /**
     * The report makes no sense.
     *
     * @param why for a log
     */
    record Unreadable(String why) implements StatusChange {}
}
