/** What tests of several rooms need: time that a test sets. */
@NullMarked
package io.beemesh.provider.testing;

import org.jspecify.annotations.NullMarked;
