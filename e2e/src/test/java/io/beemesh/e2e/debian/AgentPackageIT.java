package io.beemesh.e2e.debian;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.supervisor.testing.NotifyListener;
import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.Command.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The life of one package; each test goes on where the one before it ended. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AgentPackageIT {
    /** What {@code systemd-analyze security} gives the unit, times ten: its file says why it is no less. */
    private static final int EXPOSURE_MAX = 94;

    /** A Java runtime, and of the agent's jar a half for groups, which most hosts never load. */
    private static final long MEGABYTES_MAX = 64;

    private static final String UNIT = "/usr/lib/systemd/system/beemesh-agent.service";
    private static final String HOME = "/var/lib/beemesh";
    private static final String POD_FOLDER = HOME + "/pods/c1.u1/volumes/kubernetes.io~empty-dir/m";

    @TempDir
    private static Path folder;

    private static Path shared;
    private static List<AgentPackage> packages = List.of();
    private static MachineCopy machine;

    @BeforeAll
    static void build() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "a package is installed by root");
        packages = AgentPackage.buildTwice(folder);
        shared = Files.createDirectory(folder.resolve("shared"));
        Files.copy(packages.getFirst().file(), shared.resolve("agent.deb"));
        JoinedHome.write(shared.resolve("home"));
        machine = MachineCopy.of(Files.createDirectory(folder.resolve("machine")), new MachineCopy.Shared(shared));
    }

    @AfterAll
    static void close() {
        if (machine != null) {
            machine.close();
        }
    }

    @Test
    @Order(1)
    void twoBuildsHaveTheSameBytes() throws IOException {
        Path one = packages.getFirst().file();

        assertThat(Files.mismatch(one, packages.getLast().file())).isEqualTo(-1);
        assertThat(Files.size(one) >> 20).isLessThan(MEGABYTES_MAX);
    }

    @Test
    @Order(2)
    void saysWhatItIsAndNeeds() {
        AgentPackage agent = packages.getFirst();

        assertThat(agent.file().getFileName())
                .hasToString("beemesh-agent_0.1.0_" + agent.field("Architecture") + ".deb");
        assertThat(agent.field("Depends").split(", "))
                .contains("podman (>= 4.3)", "runc | crun", "conmon", "netavark", "iproute2", "iptables")
                .anyMatch(dependency -> dependency.startsWith("libc6 (>= 2."));
        assertThat(agent.contents())
                .allMatch(line -> line.contains(" root/root "))
                .anyMatch(line -> line.startsWith("-rwxr-xr-x") && line.endsWith(" ./usr/bin/beemesh-agent"))
                .anyMatch(line -> line.endsWith(" ." + UNIT))
                .anyMatch(line -> line.endsWith(" ./usr/lib/beemesh/classes.jsa"))
                .noneMatch(line -> line.contains("/var/"));
    }

    @Test
    @Order(3)
    void refusesAnOptionThatItDoesNotKnow() {
        Outcome outcome = new Command(List.of(AgentPackage.SCRIPT, "--rpm"), Map.of()).attempt(Duration.ofSeconds(10));

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.errors()).contains("unknown argument: --rpm");
    }

    @Test
    @Order(4)
    void installationSaysHowToJoin() {
        assertThat(machine.run("dpkg --install /shared/agent.deb")).contains("beemesh-agent join --token TOKEN");

        assertThat(machine.run("beemesh-agent --version")).isEqualTo("beemesh-agent 0.1.0\n");
        assertThat(machine.attempt("test -e " + HOME).succeeded()).isFalse();
    }

    @Test
    @Order(5)
    void passesOnWordsAndSettingsAndFindsItsClassesReady() {
        Outcome join = machine.attempt("beemesh-agent join --token nonsense /ip4/192.0.2.1/tcp/1");
        assertThat(join.exitCode()).isEqualTo(2);
        assertThat(join.errors()).startsWith("error: the token is not understood");

        machine.run("echo 'BEEMESH_JAVA_OPTIONS=\"-Xshare:on -Xlog:class+load\"' >>/etc/default/beemesh-agent");
        assertThat(machine.run("beemesh-agent --version"))
                .contains("io.beemesh.agent.cli.Main source: shared objects file");
        machine.run("sed -i '$d' /etc/default/beemesh-agent");
    }

    @Test
    @Order(6)
    void unitIsSoundAndNoMoreExposedThanItMustBe() {
        Outcome verified = machine.attempt("systemd-analyze verify " + UNIT);
        assertThat(verified.errors()).doesNotContain("beemesh-agent");
        assertThat(verified.exitCode()).isZero();

        machine.run("systemd-analyze security --offline=true --threshold=" + EXPOSURE_MAX + " " + UNIT);
        assertThat(machine.run("readlink /etc/systemd/system/multi-user.target.wants/beemesh-agent.service"))
                .endsWith("/systemd/system/beemesh-agent.service\n");
    }

    @Test
    @Order(7)
    void manualIsWellFormedAndNamesEveryCommand() {
        machine.run("zcat /usr/share/man/man8/beemesh-agent.8.gz >/tmp/page.8");
        assertThat(machine.run("mandoc -T lint -W warning /tmp/page.8")).isEmpty();
        Outcome man = machine.attempt("MANWIDTH=100 man --warnings --local-file /tmp/page.8");

        assertThat(man.errors()).isEmpty();
        assertThat(man.output()).contains("join", "run", "status", "leave", "version", "--no-run");
    }

    @Test
    @Order(8)
    void completionKnowsCommandsAndOptions() {
        assertThat(completed("beemesh-agent le")).isEqualTo("leave\n");
        assertThat(completed("beemesh-agent join --to")).isEqualTo("--token\n");
    }

    private static String completed(String line) {
        return machine.run("""
                source /usr/share/bash-completion/completions/beemesh-agent
                COMP_WORDS=(%s) COMP_CWORD=%d
                _complete_beemesh-agent 2>/dev/null
                echo "${COMPREPLY[@]}"
                """.formatted(line, line.split(" ").length - 1));
    }

    @Test
    @Order(9)
    void agentTellsSystemdThatItIsReadyAndLives() throws Exception {
        machine.run("mkdir -m 700 " + HOME + " && cp /shared/home/* " + HOME);
        try (NotifyListener systemd =
                new NotifyListener(shared.resolve("notify").toString())) {
            Process agent = machine.start("NOTIFY_SOCKET=/shared/notify WATCHDOG_USEC=4000000 exec beemesh-agent run");
            assertThat(systemd.await("READY=1")).anyMatch(line -> line.startsWith("STATUS=pods: 0, detached"));
            systemd.await("WATCHDOG=1");
            assertThat(machine.run("tr '\\0' '\\n' </proc/$(pgrep --oldest --exact podman)/environ"))
                    .contains("CONTAINERS_CONF=")
                    .doesNotContain("NOTIFY_SOCKET", "WATCHDOG");
            machine.run("pkill -STOP --oldest --exact podman");
            assertThat(systemd.await("STATUS=Podman does not answer")).doesNotContain("WATCHDOG=1");
            machine.run("pkill -CONT --oldest --exact podman");
            systemd.await("WATCHDOG=1");
            machine.run("pkill -TERM --full '[b]eemesh-agent.jar run'");
            systemd.await("STOPPING=1");
            assertThat(agent.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @Order(10)
    void removalKeepsWhatTheHostKnows() {
        machine.run("podman pod create --infra=false --label io.beemesh.cluster=c1 --label io.beemesh.uid=u1"
                + " --name c1.u1 && mkdir -p " + POD_FOLDER + " && mount -t tmpfs tmpfs " + POD_FOLDER);

        assertThat(machine.run("dpkg --remove beemesh-agent")).contains("The pods of this host run on");

        assertThat(machine.run("ls " + HOME)).contains("identity.key", "membership.json", "journal");
        assertThat(machine.run("podman pod ls --format '{{.Name}}'")).isEqualTo("c1.u1\n");
        assertThat(machine.attempt("command -v beemesh-agent").succeeded()).isFalse();
    }

    @Test
    @Order(11)
    void purgeEndsThePodsAndLeavesNothing() {
        assertThat(machine.run("dpkg --purge beemesh-agent")).contains("of mesh default, removed 1 pods");

        assertThat(machine.run("podman pod ls --format '{{.Name}}'")).isEmpty();
        assertThat(machine.run("grep beemesh /proc/self/mounts; ip -brief link show type bridge; ls /run"))
                .doesNotContain("beemesh");
        assertThat(machine.run("find /etc /var/lib /usr/bin /usr/lib/systemd /usr/share/doc -name '*beemesh*'"))
                .isEmpty();
    }
}
