package io.beemesh.agent.pods.admission;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.agent.podman.ContainerKey;
import io.beemesh.agent.podman.ContainerSpec;
import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.podman.PodSpec;
import io.beemesh.agent.podman.testing.PrivatePodman;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class UsualFilterIT {
    private static final Path OF_PODMAN = Path.of("/usr/share/containers/seccomp.json");
    private static final PodKey POD = new PodKey("test", "filter");

    @TempDir
    Path folder;

    @Test
    void forbidsWhatPodmansOwnProfileForbidsByName() throws IOException {
        Map<String, Set<String>> ours = forbidden(UsualFilter.write(folder.resolve("ours.json")));

        assertThat(ours).containsAllEntriesOf(forbidden(OF_PODMAN));
    }

    @Test
    void forbidsNothingThatPodmansOwnProfileAllowsAlways() throws IOException {
        Set<String> allowed = new TreeSet<>();
        for (JsonNode rule : rules(OF_PODMAN)) {
            if (rule.path("action").asText().equals("SCMP_ACT_ALLOW")
                    && rule.path("includes").isEmpty()
                    && rule.path("args").isEmpty()) {
                rule.path("names").forEach(name -> allowed.add(name.asText()));
            }
        }
        Set<String> both = new TreeSet<>(forbidden(OF_PODMAN).keySet());
        both.retainAll(allowed);

        Set<String> ours =
                forbidden(UsualFilter.write(folder.resolve("ours.json"))).keySet();
        assertThat(allowed).hasSizeGreaterThan(300);
        assertThat(ours).filteredOn(allowed::contains).containsExactlyInAnyOrderElementsOf(both);
    }

    /** By name; without which capability. */
    private static Map<String, Set<String>> forbidden(Path profile) throws IOException {
        Map<String, Set<String>> forbidden = new TreeMap<>();
        for (JsonNode rule : rules(profile)) {
            Set<String> without = new TreeSet<>();
            rule.at("/excludes/caps").forEach(capability -> without.add(capability.asText()));
            if (rule.path("action").asText().equals("SCMP_ACT_ERRNO")) {
                rule.path("names").forEach(name -> forbidden.put(name.asText(), without));
            }
        }
        return forbidden;
    }

    private static JsonNode rules(Path profile) throws IOException {
        return new ObjectMapper().readTree(profile.toFile()).path("syscalls");
    }

    /** busybox has no command that only the filter forbids: one of the machine does. */
    private static ContainerSpec.Mount read(String folder, String where) {
        return new ContainerSpec.Mount(folder, where, true);
    }

    @Test
    void holdsContainersAndLetsThemRun() throws Exception {
        String filter = UsualFilter.write(folder.resolve("ours.json")).toString();
        String script = """
                grep -q 'Seccomp:.2' /proc/self/status || exit 2
                /usr/bin/setarch linux64 /bin/true || exit 3
                /usr/bin/setarch linux64 -R /bin/true 2>/dev/null && exit 4
                /usr/bin/perl -e 'exit(syscall(%1$d, 0xffffffff) < 0)' || exit 5
                /usr/bin/perl -e 'exit(syscall(%1$d, 0x80040000) >= 0)' || exit 6
                /usr/bin/perl -e 'exit(syscall(%1$d, 0xfffffffe) >= 0)' || exit 7
                /usr/bin/perl -e 'exit(syscall(%1$d, 8) < 0)' || exit 8
                exit 0
                """.formatted(System.getProperty("os.arch").equals("aarch64") ? 92 : 135);
        ContainerSpec.Security security = new ContainerSpec.Security(
                null, List.of(), List.of(), List.of(), false, false, false, filter, List.of(), Set.of());
        try (PrivatePodman real = PrivatePodman.start()) {
            real.podman().createPod(PodSpec.of(POD, "web-0"));
            ContainerSpec spec = ContainerSpec.of(new ContainerKey(POD, "main", 0), PrivatePodman.BUSYBOX)
                    .withProgram(ContainerSpec.Program.of("sh", "-c", script))
                    .withMounts(List.of(read("/usr", "/usr"), read("/usr/lib", "/lib"), read("/usr/lib64", "/lib64")))
                    .withSecurity(security);
            String id = real.podman().createContainer(spec);
            real.podman().start(id);

            assertThat(real.podman().await(id).exitCode()).isZero();
        }
    }
}
