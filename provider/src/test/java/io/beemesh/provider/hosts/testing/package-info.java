/** Hosts in memory, with their faults. */
package io.beemesh.provider.hosts.testing;
