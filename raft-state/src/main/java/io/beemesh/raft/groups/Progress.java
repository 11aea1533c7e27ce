package io.beemesh.raft.groups;

import java.time.Duration;

/**
 * What a leader knows of another member.
 *
 * @param matched the last entry that it is known to have, as the leader has it
 * @param heardAge how long ago it answered; if it never has, since when the leader has been sending
 */
public record Progress(long matched, Duration heardAge) {}
