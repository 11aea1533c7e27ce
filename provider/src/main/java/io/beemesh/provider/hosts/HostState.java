package io.beemesh.provider.hosts;

import java.time.Instant;

/** Whether a host can be asked; each state holds what is true in it only. */
public sealed interface HostState {
    /** Since when the state, or what led to it, holds. */
    Instant since();

    /**
     * The host holds an attachment.
     *
     * @param since when it attached
     * @param incarnation of the host's agent
     * @param number of the attachment; grows with each one that this provider accepted
     * @param progress how much both sides know of each other by now
     */
    record Attached(Instant since, long incarnation, long number, Progress progress) implements HostState {
        /** Whether the host may be asked to run pods. */
        public boolean open() {
            return progress == Progress.OPEN;
        }
    }

    /**
     * The attachment ended a short while ago; its pods are believed to run.
     *
     * @param since when the attachment ended
     */
    record Away(Instant since) implements HostState {}

    /**
     * The host has been gone for so long that its condition is Unknown.
     *
     * @param since when the attachment ended
     */
    record Lost(Instant since) implements HostState {}

    /** The steps that follow an attachment. */
    enum Progress {
        /** The host still reports what it runs. */
        REPORTING,
        /** Every pod of the host was reported; it was not told yet which of them are desired. */
        REPORTED,
        /** The host took note of the complete desired set. */
        OPEN
    }
}
