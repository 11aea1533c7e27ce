package io.beemesh.e2e.house;

import java.util.List;

/** Looks at one source. */
@FunctionalInterface
interface SourceRule {
    List<Offence> judge(SourceFile file);
}
