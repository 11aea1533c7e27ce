/** The own libp2p stack set against go-libp2p and js-libp2p. */
package io.beemesh.e2e.libp2p;
