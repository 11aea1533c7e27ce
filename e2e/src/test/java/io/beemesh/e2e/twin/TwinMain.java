package io.beemesh.e2e.twin;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * The whole comparison, for {@code e2e/twin/run}.
 *
 * <p>Arguments: the folder of the twin, a kubeconfig, a pattern of names with {@code *}, whether to keep the pods.
 */
final class TwinMain {
    private static final int AT_ONCE = Integer.getInteger("twin.at-once", 6);

    private TwinMain() {}

    public static void main(String[] args) throws InterruptedException {
        Path folder = Path.of(args[0]);
        Pattern only = Pattern.compile("\\Q" + args[2].replace("*", "\\E.*\\Q") + "\\E");
        Path cases = folder.resolve("manifests");
        List<Manifest> manifests = Manifest.below(cases).stream()
                .filter(manifest -> only.matcher(manifest.name()).matches())
                .toList();
        String run = Long.toString(ProcessHandle.current().pid(), 36);
        var twin = new Twin(Path.of(args[1]), run, Boolean.parseBoolean(args[3]), AT_ONCE)
                .warmedBy(Manifest.named("images/present", cases));
        var report = new Report(Explained.read(folder.resolve("differences.txt")), args[2].equals("*"));
        System.exit(report.print(twin.run(manifests), System.out) ? 0 : 1); // the client's threads would go on
    }
}
