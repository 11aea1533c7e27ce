package io.beemesh.agent.podman.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ContainersConfTest {
    private static final Pattern PROCESSES = Pattern.compile("nproc=([0-9]+):\\1\"");
    /** No kernel runs with a smaller number of processes. */
    private static final long PID_MAX_MIN = 301;

    @Test
    void readsWholeNumberOfKernel() throws IOException {
        assertThat(ContainersConf.number(Path.of("/proc/sys/kernel/pid_max"))).isGreaterThanOrEqualTo(PID_MAX_MIN);
    }

    @Test
    void leavesUsersAsManyProcessesAsThisOneMayHave() throws IOException {
        Matcher bound = PROCESSES.matcher(ContainersConf.text(Path.of("/downloads")));

        assertThat(bound.find()).isTrue();
        assertThat(Long.parseLong(bound.group(1))).isGreaterThanOrEqualTo(PID_MAX_MIN);
    }
}
