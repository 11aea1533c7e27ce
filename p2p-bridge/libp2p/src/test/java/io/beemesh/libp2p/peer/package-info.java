/** A peer to be driven from outside by JSON lines, as the js and go peers under e2e/peers are. */
package io.beemesh.libp2p.peer;
