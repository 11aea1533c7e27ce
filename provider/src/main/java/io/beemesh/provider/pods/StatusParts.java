package io.beemesh.provider.pods;

import io.beemesh.provider.status.StatusMapper;
import io.beemesh.provider.status.StatusSync;

/**
 * What writes the status of pods.
 *
 * @param sync writes
 * @param mapper says what to write
 */
record StatusParts(StatusSync sync, StatusMapper mapper) {}
