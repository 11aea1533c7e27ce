package io.beemesh.agent.podman;

import io.beemesh.agent.podman.testing.FakePodman;

class FakePodmanTest extends PodmanContract {

    private final FakePodman fake = new FakePodman();

    @Override
    Podman podman() {
        return fake;
    }

    @Override
    String image() {
        return "busybox";
    }
}
