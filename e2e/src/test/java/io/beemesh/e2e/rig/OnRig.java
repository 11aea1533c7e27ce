package io.beemesh.e2e.rig;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The tests of the class run on the rig. A test may take as parameters the {@link Rig}, its {@link EdgeHost}s as a
 * list, and a
 * {@link Kubectl} in a namespace of the test's own, which is deleted after it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RigExtension.class)
public @interface OnRig {
    /** How many edge hosts are attached before a test begins; 0 for a control plane alone. */
    int hosts() default 1;
}
