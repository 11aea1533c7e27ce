package io.beemesh.e2e.twin;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One or two pods of each feature; {@code e2e/twin/run} compares all. */
@OnRig
class TwinIT {
    private static final int AT_ONCE = 10;
    /** With other tests beside it a step may be over before it is seen. */
    private static final String MOMENTS = "* history.* what a watch sees of a short step depends on the moment";

    @Test
    void podsReadTheSameAsOnRealKubelet(Rig rig, Kubectl cluster) throws InterruptedException {
        rig.realNode();
        Path folder = Rig.checkout().resolve("e2e/twin");
        Path cases = folder.resolve("manifests");
        List<Manifest> brief =
                Manifest.below(cases).stream().filter(Manifest::brief).toList();

        var text = new ByteArrayOutputStream();
        var explained = Explained.read(folder.resolve("differences.txt")).with(MOMENTS);
        var report = new Report(explained, false);
        boolean same = report.print(
                new Twin(cluster.kubeconfig(), cluster.namespace(), false, AT_ONCE)
                        .warmedBy(Manifest.named("images/present", cases))
                        .run(brief),
                new PrintStream(text, true, StandardCharsets.UTF_8));

        assertThat(same).as(text.toString(StandardCharsets.UTF_8)).isTrue();
    }
}
