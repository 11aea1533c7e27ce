package io.beemesh.provider.hosts;

import io.beemesh.mesh.wire.HostFacts;

/**
 * A host that has just attached.
 *
 * @param identity from its verified record
 * @param incarnation of its agent
 * @param facts from its hello
 * @param resources from its hello
 */
public record HostArrival(HostIdentity identity, long incarnation, HostFacts facts, HostResources resources) {}
