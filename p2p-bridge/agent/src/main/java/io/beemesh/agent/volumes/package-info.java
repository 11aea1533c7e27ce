/**
 * The files of a pod on this host: its volumes, /etc/hosts and termination messages.
 *
 * <p>Owns the folder of each pod below the agent's home and the memory file system that secrets live on. It must not
 * read Kubernetes objects (it takes records) and must not make containers.
 */
@NullMarked
package io.beemesh.agent.volumes;

import org.jspecify.annotations.NullMarked;
