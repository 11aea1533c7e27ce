package io.beemesh.agent.network;

import java.util.Optional;

/** Makes none. */
enum NoNetworks implements PodNetworks {
    NONE;

    @Override
    public boolean areMade() {
        return false;
    }

    @Override
    public PodNetwork open(String pod, Settings settings) {
        throw new UnsupportedOperationException("no networks are made here");
    }

    @Override
    public Optional<PodNetwork> find(String pod) {
        return Optional.empty();
    }

    @Override
    public void remove(String pod) {}

    @Override
    public void dismantle() {}

    @Override
    public void close() {}
}
