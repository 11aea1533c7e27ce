package io.beemesh.provider.app.bridge;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.GroupOutcome;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.pod.PodClient;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StopPod;
import java.util.function.BooleanSupplier;

/**
 * Asks hosts to run and stop pods only while this provider may write: what a deposed leader wants counts no more.
 *
 * @param client that asks
 * @param open whether this provider may write at this moment
 */
public record FencedPodClient(PodClient client, BooleanSupplier open) implements PodClient {
    private static final String CLOSED = "not asked: this provider does not lead at present";

    @Override
    public RunOutcome run(PeerId host, RunPod pod) throws InterruptedException {
        return open.getAsBoolean() ? client.run(host, pod) : new RunOutcome.Unreachable(CLOSED);
    }

    @Override
    public NoteOutcome stop(PeerId host, StopPod pod) throws InterruptedException {
        return open.getAsBoolean() ? client.stop(host, pod) : new NoteOutcome.Unreachable(CLOSED);
    }

    @Override
    public NoteOutcome desired(PeerId host, DesiredPods pods) throws InterruptedException {
        return open.getAsBoolean() ? client.desired(host, pods) : new NoteOutcome.Unreachable(CLOSED);
    }

    @Override
    public NoteOutcome erase(PeerId host, EraseVolume volume) throws InterruptedException {
        return open.getAsBoolean() ? client.erase(host, volume) : new NoteOutcome.Unreachable(CLOSED);
    }

    @Override
    public GroupOutcome group(PeerId host, StateGroup group) throws InterruptedException {
        return open.getAsBoolean() ? client.group(host, group) : new GroupOutcome.Unreachable(CLOSED);
    }
}
