/** Fakes and generated input for the tests of this and other rooms. */
package io.beemesh.libp2p.testing;
