/**
 * What a user of BeeMesh sees, from the API server to containers on edge hosts: a class for a part of the story, a test
 * for a sentence of it.
 *
 * <p>Speaks to the cluster and to hosts only, as a user would. Must not know the classes of provider and agent.
 */
@NullMarked
package io.beemesh.e2e.scenario;

import org.jspecify.annotations.NullMarked;
