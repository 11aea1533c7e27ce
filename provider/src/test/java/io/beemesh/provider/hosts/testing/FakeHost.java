package io.beemesh.provider.hosts.testing;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.pod.NoteOutcome;
import io.beemesh.mesh.pod.RunOutcome;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StopPod;
import io.beemesh.provider.hosts.Amounts;
import io.beemesh.provider.hosts.HostArrival;
import io.beemesh.provider.hosts.HostIdentity;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.HostResources;
import io.beemesh.provider.hosts.HostState;
import io.beemesh.provider.hosts.HostTable;
import io.beemesh.provider.hosts.PodOnHost;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeMap;

/** A host in memory: it admits, runs, reports, and stops by itself what its lease is over for. */
public final class FakeHost {
    /** Who it is. */
    public final PeerId peer;

    /** What it runs, or ran and keeps for its logs. */
    public final Map<String, Held> pods = new TreeMap<>();

    private final String name;
    private final long room;
    private final Queue<Runnable> outbox = new ArrayDeque<>();
    private Optional<Link> link = Optional.empty();
    private Instant detachedAt = Instant.MAX;
    private long incarnation;
    private long sequence;
    private long desiredNumber;

    /** A host with room for some pods. */
    public FakeHost(int number, long room) {
        byte[] seed = new byte[32];
        seed[0] = (byte) number;
        this.peer = KeyPair.ofSeed(seed).peerId();
        this.name = "edge-" + number;
        this.room = room;
    }

    /** Whether it is attached. */
    public boolean attached() {
        return link.isPresent();
    }

    /** Attaches, and has reports of all that it runs in its outbox. */
    public void attach(HostTable table) {
        outbox.clear();
        HostResources resources = resources();
        HostArrival arrival = new HostArrival(
                new HostIdentity(peer, name, Map.of()),
                ++incarnation,
                HostFacts.newBuilder().setArchitecture("amd64").build(),
                resources);
        Link fresh = new Link(table, table.attached(arrival));
        link = Optional.of(fresh);
        pods.forEach((uid, held) -> report(uid, held, status(held)));
        outbox.add(() -> table.complete(peer, fresh.number()));
    }

    /** Attaches, says all that it has to say, and is given pods from now on. */
    public void open(HostTable table) {
        attach(table);
        while (speaks()) {
            speak();
        }
        HostState.Attached attached = (HostState.Attached) table.state(peer);
        table.opened(peer, attached.number());
    }

    /** Is cut off; what was in its outbox is lost. */
    public void detach(Instant now) {
        link.ifPresent(it -> it.table().detached(peer, it.number()));
        link = Optional.empty();
        detachedAt = now;
        outbox.clear();
    }

    /** Whether it has something to say. */
    public boolean speaks() {
        return !outbox.isEmpty();
    }

    /** Says the next thing. */
    public void speak() {
        Runnable next = outbox.poll();
        if (next != null) {
            next.run();
        }
    }

    /** Stops what it may not run so long without its provider. */
    public void tick(Instant now) {
        if (attached()) {
            return;
        }
        pods.values()
                .removeIf(held -> held.leaseMillis() > 0 && !now.isBefore(detachedAt.plusMillis(held.leaseMillis())));
    }

    /** Answers as a host does. */
    public RunOutcome run(RunPod request) {
        Pod pod = Serialization.unmarshal(request.getPodJson().toStringUtf8(), Pod.class);
        Held old = pods.get(request.getUid());
        if (old == null && pods.size() >= room) {
            return new RunOutcome.Refused("OutOfpods", "no room", false);
        }
        Held held = new Held(
                new PodOnHost.PodName(
                        pod.getMetadata().getNamespace(), pod.getMetadata().getName()),
                request.getAttempt(),
                old == null ? "Running" : old.phase(),
                request.getHostLeaseMs());
        pods.put(request.getUid(), held);
        report(request.getUid(), held, status(held));
        return new RunOutcome.Admitted();
    }

    /** Takes note, and reports the end at some time. */
    public NoteOutcome stop(StopPod request) {
        Held held = pods.remove(request.getUid());
        Held told = held == null ? new Held(new PodOnHost.PodName("default", "?"), 1, "Failed", 0) : held;
        if (held != null) {
            report(request.getUid(), told, "{\"phase\":\"Succeeded\"}");
        }
        report(request.getUid(), told, "");
        return new NoteOutcome.Noted();
    }

    /** Stops what is not named. */
    public NoteOutcome desired(DesiredPods request) {
        if (request.getNumber() > desiredNumber) {
            desiredNumber = request.getNumber();
            List.copyOf(pods.keySet()).stream()
                    .filter(uid -> !request.getUidsList().contains(uid))
                    .forEach(uid -> stop(StopPod.newBuilder().setUid(uid).build()));
        }
        return new NoteOutcome.Noted();
    }

    /** A pod comes to its end by itself. */
    public void finish(String uid) {
        Held ended = pods.computeIfPresent(
                uid, (key, held) -> new Held(held.name(), held.attempt(), "Succeeded", held.leaseMillis()));
        if (ended != null) {
            report(uid, ended, status(ended));
        }
    }

    private HostResources resources() {
        Amounts all = new Amounts(64_000, 1L << 40, 1L << 40, room);
        return new HostResources(all, all, Amounts.NONE, List.of(), false);
    }

    private static String status(Held held) {
        String containers = held.phase().equals("Running")
                ? ",\"containerStatuses\":[{\"name\":\"web\",\"state\":{\"running\":{}}}]"
                : "";
        return "{\"phase\":\"" + held.phase() + "\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]"
                + containers + "}";
    }

    private void report(String uid, Held held, String status) {
        link.ifPresent(to -> {
            HostReport report = new HostReport(
                    new HostReport.Origin(peer, to.number(), ++sequence),
                    uid,
                    new PodOnHost(held.name(), held.attempt()),
                    status.isEmpty() ? new HostReport.Gone() : new HostReport.Status(status));
            outbox.add(() -> to.table().reported(report));
        });
    }

    /** A pod that it has. */
    public record Held(PodOnHost.PodName name, int attempt, String phase, long leaseMillis) {}

    private record Link(HostTable table, long number) {}
}
