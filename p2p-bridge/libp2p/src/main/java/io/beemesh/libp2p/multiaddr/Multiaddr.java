package io.beemesh.libp2p.multiaddr;

/** A network address that says of itself how it is read, such as {@code /ip4/10.0.0.1/tcp/4001/p2p/12D3...}. */
public final class Multiaddr {
    private final String text;

    Multiaddr(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
