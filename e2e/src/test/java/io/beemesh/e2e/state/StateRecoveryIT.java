package io.beemesh.e2e.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.e2e.rig.Command;
import io.beemesh.e2e.rig.EdgeHost;
import io.beemesh.e2e.rig.Eventually;
import io.beemesh.e2e.rig.Kubectl;
import io.beemesh.e2e.rig.OnRig;
import io.beemesh.e2e.rig.Rig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Data of a group that are broken, and members that are gone. */
@OnRig(hosts = 3)
class StateRecoveryIT {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOSS = Duration.ofSeconds(240);

    @BeforeEach
    void serveImages(Rig rig) {
        rig.stateImages();
    }

    @Test
    void aMemberWhoseDataIsBrokenGetsThemFromTheOthers(Kubectl kubectl, List<EdgeHost> hosts) throws Exception {
        Notes notes = new Notes(kubectl);
        notes.start();
        notes.put("notes-0", "notes/kept", "yes");
        EdgeHost broken = notes.hostOf(hosts, "notes-1");

        broken.killAgent();
        broken.exec(
                "sh",
                "-c",
                "for log in $(find / -xdev -path '*/home/state/stores/%s/current/log_*'); do"
                                .formatted(notes.group("{.metadata.uid}"))
                        + " printf broken | dd of=$log bs=1 seek=20 conv=notrunc; done");
        broken.startAgent();

        Eventually.within(SOON, () -> assertThat(broken.log(2_000)).anyMatch(line -> line.contains("cannot be read")));
        awaitAll(broken, notes);
        // Its pod may have been without the group for too long, and be another one by now.
        Eventually.within(
                LOSS, () -> assertThat(notes.get("notes-1", "notes/kept")).isEqualTo("yes\n"));
        kubectl.run("rollout", "status", "statefulset/notes", "--timeout=120s");
    }

    /** All follow again: the member that was refused is there with data that it got. */
    private static void awaitAll(EdgeHost broken, Notes notes) {
        Eventually.within(LOSS, () -> {
            assertThat(broken.exec("find", "/", "-xdev", "-path", "*/home/state/stores/*/owner"))
                    .contains(notes.group("{.metadata.uid}"));
            assertThat(Long.parseLong(notes.group("{.status.order.number}"))).isGreaterThanOrEqualTo(4);
            assertThat(notes.group("{.status.conditions[0].reason}")).isEqualTo("AllFollow");
        });
    }

    @Test
    void aGroupWhoseQuorumIsGoneGoesOnWithOneMembersData(Rig rig, Kubectl kubectl, List<EdgeHost> hosts)
            throws Exception {
        Notes notes = new Notes(kubectl);
        notes.start();
        notes.put("notes-0", "notes/kept", "yes");
        String name = kubectl.namespace() + "/notes";
        EdgeHost stays = notes.hostOf(hosts, "notes-2");
        String from = notes.edgeHostOf("notes-2");
        assertThat(rig.providerCommand("", "state", "recover", name, "--from", from)
                        .errors())
                .contains("nothing is to be recovered");
        List<EdgeHost> gone = hosts.stream().filter(host -> !host.equals(stays)).toList();

        gone.forEach(EdgeHost::cut);
        try {
            Eventually.within(LOSS, () -> assertThat(notes.group("{.status.conditions[0].reason}"))
                    .isEqualTo("NoLeader"));
            recover(rig, name, from);
            // Its pod may be killed as it had lost its group; then another one of its name comes, on the only host.
            Eventually.within(LOSS, () -> notes.put("notes-2", "notes/anew", "yes"));
            Eventually.within(
                    SOON, () -> assertThat(notes.get("notes-2", "notes/kept")).isEqualTo("yes\n"));
        } finally {
            gone.forEach(EdgeHost::heal);
        }

        Eventually.within(LOSS, () -> assertThat(notes.group("{.status.conditions[0].reason}"))
                .isEqualTo("AllFollow"));
        kubectl.run("rollout", "status", "statefulset/notes", "--timeout=180s");
        Eventually.within(
                SOON, () -> assertThat(notes.get("notes-0", "notes/anew")).isEqualTo("yes\n"));
    }

    private static void recover(Rig rig, String name, String from) {
        Command.Outcome unsure = rig.providerCommand("y\n", "state", "recover", name, "--from", from);
        assertThat(unsure.exitCode()).as(unsure.errors()).isEqualTo(1);
        assertThat(unsure.output()).as(unsure.errors()).contains(from, "Voter", "are lost", "Type " + name);
        assertThat(unsure.errors()).contains("nothing was done");
        assertThat(rig.providerCommand("", "state", "recover", name, "--from", "edge9")
                        .errors())
                .contains("host 'edge9' (expected: a member of the group: ");

        Command.Outcome sure = rig.providerCommand(name + "\n", "state", "recover", name, "--from", from);
        assertThat(sure.succeeded()).as(sure.errors()).isTrue();
    }
}
