package io.beemesh.agent.podman;

import io.beemesh.agent.podman.testing.PrivatePodman;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Podman with networks of ours. */
class HeldPodmanIT extends PodmanContract {

    private static PrivatePodman real;

    @BeforeAll
    static void start() throws Exception {
        real = PrivatePodman.start();
    }

    @AfterAll
    static void stop() throws Exception {
        real.close();
    }

    @Override
    Podman podman() {
        return real.podman();
    }

    @Override
    String image() {
        return PrivatePodman.BUSYBOX;
    }
}
