/**
 * A Pod as this host reads it: records parsed strictly from the Kubernetes JSON.
 *
 * <p>Owns the table of every field that a pod can carry and what this host does with it. Must not do I/O, and must not
 * drop a field silently: a field is honoured, without meaning on a node, or refused by name.
 */
@NullMarked
package io.beemesh.agent.spec;

import org.jspecify.annotations.NullMarked;
