package io.beemesh.e2e.rig;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A page of the documentation, and somebody who types what it says.
 *
 * @param path from the top of the checkout
 */
public record DocPage(String path) {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\n(.*?)^```$");

    /** Each line of its shell blocks, from top to bottom. */
    public List<String> commands() {
        Path file = Rig.checkout().resolve(path);
        try {
            return BLOCK.matcher(Files.readString(file))
                    .results()
                    .flatMap(block -> block.group(1).lines())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }

    /** Types a line at the top of the checkout, with the rig's kubectl; what it printed. Fails as the line does. */
    public static String type(Kubectl kubectl, String line, Duration limit) {
        String programs = kubectl.program().getParent() + ":" + System.getenv("PATH");
        return new Command(
                        List.of("bash", "-o", "pipefail", "-c", "cd " + Rig.checkout() + " && " + line),
                        Map.of("KUBECONFIG", kubectl.kubeconfig().toString(), "PATH", programs))
                .run(limit);
    }
}
