package io.beemesh.provider.app.bridge;

import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.provider.hosts.Amounts;
import io.beemesh.provider.hosts.HostResources;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.HostView;
import io.beemesh.provider.node.HostsView;
import io.beemesh.provider.node.MeshHost;
import io.beemesh.provider.node.Room;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The host table as a node sees it.
 *
 * @param table that is asked each time
 * @param mine whether a host belongs to the node
 */
public record TableHosts(HostTable table, Predicate<HostView> mine) implements HostsView {
    @Override
    public List<MeshHost> hosts() {
        return table.snapshot().stream().filter(mine).map(TableHosts::host).toList();
    }

    private static MeshHost host(HostView view) {
        HostResources resources = view.resources();
        HostFacts facts = view.facts();
        // A host that is away for a moment still counts: the node must not flap with an agent's restart.
        boolean counts = !(view.state() instanceof HostState.Lost);
        return new MeshHost(
                view.identity().name(),
                counts,
                resources.unschedulable(),
                room(resources.capacity()),
                room(resources.allocatable()),
                new MeshHost.Software(
                        facts.getOsImage(),
                        facts.getKernelVersion(),
                        facts.getArchitecture(),
                        facts.getPodmanVersion()),
                Set.copyOf(resources.pressures()));
    }

    private static Room room(Amounts amounts) {
        return new Room(amounts.cpuMillis(), amounts.memoryBytes(), amounts.storageBytes(), amounts.pods());
    }
}
