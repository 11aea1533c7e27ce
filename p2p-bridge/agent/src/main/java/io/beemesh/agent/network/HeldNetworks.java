package io.beemesh.agent.network;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Networks on a bridge of our own, each held by a process of ours: about a tenth of the time of Podman's infra
 * container and netavark. {@link #SPARE_MAX} are kept ready. Needs root, iproute2, util-linux and iptables.
 */
public final class HeldNetworks implements PodNetworks {
    private static final Logger LOG = LoggerFactory.getLogger(HeldNetworks.class);

    /** What an agent calls its bridge. */
    public static final String BRIDGE = "beemesh-pods";

    /** How many networks are made before they are needed. */
    static final int SPARE_MAX = 2;

    /** So long after a network was taken none is made in advance: that pod's containers start meanwhile. */
    private static final Duration QUIET = Duration.ofMillis(400);

    /** How often that is waited for at most. */
    private static final int WAITS = 10;

    private final Bridge bridge;
    private final NetworkFolders folders;
    private final Map<String, PodNetwork> networks;
    private final ReentrantLock refilling = new ReentrantLock();
    private final BlockingQueue<Holder> spare = new ArrayBlockingQueue<>(SPARE_MAX);
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile long takenAtNanos = System.nanoTime() - QUIET.toNanos();

    private HeldNetworks(Bridge bridge, NetworkFolders folders, Map<String, PodNetwork> networks) {
        this.bridge = bridge;
        this.folders = folders;
        this.networks = networks;
    }

    /**
     * Takes up the networks that are there.
     *
     * @param folder to remember them in; what is in it is this class's own
     * @param bridgeName device that all are on; found or made
     * @param random for names
     * @throws IOException this host cannot make networks; the message says why
     */
    public static HeldNetworks open(Path folder, String bridgeName, RandomGenerator random) throws IOException {
        NetworkFolders folders = NetworkFolders.open(folder, random);
        Map<String, PodNetwork> networks = new ConcurrentHashMap<>(folders.load());
        Bridge bridge = Bridge.open(bridgeName);
        networks.values().forEach(network -> bridge.range().take(network.address()));
        HeldNetworks opened = new HeldNetworks(bridge, folders, networks);
        Thread.ofVirtual().name("pod-network-spare").start(opened::refill);
        return opened;
    }

    /** Whether a folder remembers networks of pods, which would be lost on somebody who cannot make them. */
    public static boolean isUsed(Path folder) throws IOException {
        return NetworkFolders.isAnyClaimed(folder);
    }

    @Override
    public boolean areMade() {
        return true;
    }

    @Override
    public PodNetwork open(String pod, Settings settings) throws IOException {
        Optional<PodNetwork> there = find(pod).filter(PodNetwork::lives);
        if (there.isPresent()) {
            return there.get();
        }
        remove(pod);
        Holder kept = spare.poll();
        Holder holder = kept == null ? make() : kept;
        boolean settled = false;
        try {
            PodNetwork network = holder.network();
            Files.writeString(network.resolvConf(), ResolvConf.text(settings.resolver()));
            // Claimed first: should the agent end here, the holder hears the end of its input and ends as well.
            NetworkFolders.claim(network, pod);
            holder.settle(settings.hostname(), settings.sysctls());
            networks.put(pod, network);
            settled = true;
            return network;
        } finally {
            if (!settled) {
                discard(holder);
            }
            takenAtNanos = System.nanoTime();
            Thread.ofVirtual().name("pod-network-spare").start(this::refill);
        }
    }

    @Override
    public Optional<PodNetwork> find(String pod) {
        return Optional.ofNullable(networks.get(pod));
    }

    @Override
    public void remove(String pod) {
        PodNetwork network = networks.remove(pod);
        if (network != null) {
            network.holder().kill();
            release(network.address(), network.folder());
        }
    }

    private Holder make() throws IOException {
        String address = bridge.range()
                .take()
                .orElseThrow(() -> new IOException(
                        "no address is free in " + bridge.range().cidr()));
        Path folder = null;
        boolean made = false;
        try {
            folder = folders.create();
            Holder holder = Holder.start(bridge, address, folder.getFileName().toString(), folder);
            made = true;
            return holder;
        } finally {
            if (!made) {
                release(address, folder);
            }
        }
    }

    private void discard(Holder holder) {
        holder.kill();
        release(holder.address(), holder.folder());
    }

    private void release(String address, @Nullable Path folder) {
        bridge.range().free(address);
        try {
            if (folder != null) {
                NetworkFolders.remove(folder);
            }
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("folder", folder)
                    .addKeyValue("error", e.toString())
                    .log("a folder of a pod's network is left behind");
        }
    }

    private void refill() {
        if (!refilling.tryLock()) {
            return;
        }
        try {
            awaitQuiet();
            while (!closed() && spare.remainingCapacity() > 0) {
                Holder holder = make();
                if (closed() || !spare.offer(holder)) {
                    discard(holder);
                }
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("no network can be made in advance");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            refilling.unlock();
        }
    }

    private void awaitQuiet() throws InterruptedException {
        for (int waits = 0; waits < WAITS; waits++) {
            long left = QUIET.toNanos() - (System.nanoTime() - takenAtNanos);
            if (left <= 0 || closing.await(left, TimeUnit.NANOSECONDS)) {
                return;
            }
        }
    }

    private boolean closed() {
        return closing.getCount() == 0;
    }

    @Override
    public void dismantle() {
        close();
        List.copyOf(networks.keySet()).forEach(this::remove);
        try {
            bridge.remove();
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("error", e.getMessage()).log("the bridge of pods is left behind");
        }
    }

    @Override
    public void close() {
        closing.countDown();
        refilling.lock();
        try {
            for (Holder holder = spare.poll(); holder != null; holder = spare.poll()) {
                discard(holder);
            }
        } finally {
            refilling.unlock();
        }
    }
}
