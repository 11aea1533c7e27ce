/**
 * Images on this host: whether one is there, and getting it when it is not.
 *
 * <p>Owns pull policies, one pull at a time for each image, back-off and the kubelet's words for all of it. It must not
 * make containers or know pods beyond the UID that back-off is counted by.
 */
@NullMarked
package io.beemesh.agent.images;

import org.jspecify.annotations.NullMarked;
