package io.beemesh.provider.node;

import java.util.Set;

/** Hosts for the tests of this room. */
final class Hosts {
    private static final MeshHost.Software DEBIAN =
            new MeshHost.Software("Debian GNU/Linux 12 (bookworm)", "6.1.0-18-amd64", "amd64", "4.3.1");

    private Hosts() {}

    /** Attached, with two cores, 4 GiB, 10 GiB of disk and room for 110 pods; a tenth of it kept back. */
    static MeshHost attached(String name) {
        Room capacity = new Room(2000, 4L << 30, 10L << 30, 110);
        Room allocatable = new Room(1800, 3L << 30, 9L << 30, 110);
        return new MeshHost(name, true, false, capacity, allocatable, DEBIAN, Set.of());
    }

    static MeshHost away(String name) {
        MeshHost host = attached(name);
        return new MeshHost(name, false, false, host.capacity(), host.allocatable(), DEBIAN, Set.of());
    }

    static MeshHost cordoned(String name) {
        MeshHost host = attached(name);
        return new MeshHost(name, true, true, host.capacity(), host.allocatable(), DEBIAN, Set.of());
    }

    static MeshHost pressed(String name, String pressure) {
        MeshHost host = attached(name);
        return new MeshHost(name, true, false, host.capacity(), host.allocatable(), DEBIAN, Set.of(pressure));
    }

    static MeshHost with(String name, MeshHost.Software software) {
        MeshHost host = attached(name);
        return new MeshHost(name, true, false, host.capacity(), host.allocatable(), software, Set.of());
    }
}
