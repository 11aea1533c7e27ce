package io.beemesh.agent.podman.testing;

import io.beemesh.agent.network.HeldNetworks;
import io.beemesh.agent.network.PodNetworks;
import io.beemesh.agent.podman.PodInfo;
import io.beemesh.agent.podman.Podman;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.http.UnixHttpClient;
import io.beemesh.agent.podman.libpod.Libpod;
import io.beemesh.agent.podman.libpod.LibpodPodman;
import io.beemesh.agent.podman.runc.Runc;
import io.beemesh.agent.podman.service.PodmanService;
import io.beemesh.agent.podman.service.ServiceOptions;
import io.beemesh.libp2p.testing.Eventually;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A real Podman of the test's own: storage, socket and service process in a temporary folder, with one image,
 * {@link #BUSYBOX}, made of the machine's static busybox. Needs root, Podman and busybox-static. {@link #close} removes
 * every container, the service and the folder.
 */
public final class PrivatePodman implements AutoCloseable {

    /** The image that is there: {@code sh}, {@code sleep}, {@code cat} and what else busybox has, in {@code /bin}. */
    public static final String BUSYBOX = "localhost/busybox:1";

    private static final String BRIDGE = "beemesh-test0";

    private final Path folder;
    private final ServiceOptions options;
    private final PodmanService service;
    private final PodNetworks networks;
    private final Podman podman;

    private PrivatePodman(Path folder, ServiceOptions options, PodmanService service, PodNetworks networks)
            throws IOException {
        this.networks = networks;
        this.folder = folder;
        this.options = options;
        this.service = service;
        this.podman = new LibpodPodman(
                new Libpod(service.http()), Clock.systemUTC(), networks, Runc.open(folder.resolve("commands")));
    }

    /** Starts one whose pods have networks of ours; takes about a second. */
    public static PrivatePodman start() throws IOException, InterruptedException {
        return start(folder -> HeldNetworks.open(folder, BRIDGE, RandomGenerator.getDefault()));
    }

    /** Starts one whose pods have Podman's networks. */
    public static PrivatePodman startWithOwnNetworks() throws IOException, InterruptedException {
        return start(folder -> PodNetworks.none());
    }

    private interface NetworksIn {
        PodNetworks open(Path folder) throws IOException;
    }

    private static PrivatePodman start(NetworksIn networks) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("beemesh-podman");
        ServiceOptions options = ServiceOptions.of(folder.resolve("podman.sock"), folder.resolve("service"))
                .withStorage(new ServiceOptions.Storage(folder.resolve("root"), folder.resolve("run")));
        PrivatePodman started = new PrivatePodman(
                folder, options, PodmanService.open(options), networks.open(folder.resolve("networks")));
        try {
            started.importBusybox();
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    /** The client to it. */
    public Podman podman() {
        return podman;
    }

    /** The networks of its pods. */
    public PodNetworks networks() {
        return networks;
    }

    /** The transport to it. */
    public UnixHttpClient http() {
        return service.http();
    }

    /** libpod's endpoints of it. */
    public Libpod libpod() {
        return new Libpod(service.http());
    }

    /** The service, for tests that end its process. */
    public PodmanService service() {
        return service;
    }

    /** Where it listens. */
    public Path socket() {
        return options.socket();
    }

    /** A temporary folder that is removed at the end. */
    public Path folder() {
        return folder;
    }

    /** Runs the podman command line on the same storage and returns what it said. */
    public String command(String... arguments) throws IOException, InterruptedException {
        List<String> words = new ArrayList<>(options.podman());
        words.addAll(Arrays.asList(arguments));
        return run(words);
    }

    private void importBusybox() throws IOException, InterruptedException {
        Path root = Files.createDirectories(folder.resolve("busybox"));
        for (String name : List.of("bin", "dev", "etc", "proc", "sys", "tmp", "var")) {
            Files.createDirectories(root.resolve(name));
        }
        Path busybox = Path.of("/bin/busybox");
        Files.copy(busybox, root.resolve("bin/busybox"));
        // Not the copy: a process that is started meanwhile may still have it open to be written.
        for (String applet : run(List.of(busybox.toString(), "--list")).split("\n")) {
            if (!applet.equals("busybox")) {
                Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
            }
        }
        Files.setPosixFilePermissions(root.resolve("tmp"), PosixFilePermissions.fromString("rwxrwxrwx"));
        Path tar = folder.resolve("busybox.tar");
        run(List.of("tar", "--mode=u+rwX,go+rX", "-C", root.toString(), "-cf", tar.toString(), "."));
        command("import", "-c", "ENV PATH=/bin", "-c", "CMD [\"sh\"]", tar.toString(), BUSYBOX);
    }

    private static String run(List<String> words) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(String.join(" ", words) + " exited with " + code + ": " + output.strip());
        }
        return output;
    }

    /** Removes all that it made; what cannot be removed is an error, for it would be left on the machine. */
    @Override
    public void close() throws IOException {
        try {
            removeAll();
            networks.dismantle();
            service.close();
            command("rm", "-fa", "-t", "0");
            Eventually.succeeds(this::removeFolder);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("left behind: " + folder);
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IOException("left behind: " + folder, e);
        }
    }

    /** Podman mounts its storage onto itself; the clean-up of a container that has ended may be doing so again. */
    private String removeFolder() throws IOException, InterruptedException {
        releaseStorage();
        return run(List.of("rm", "-rf", folder.toString()));
    }

    private void releaseStorage() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        "umount",
                        "--quiet",
                        "--lazy",
                        folder.resolve("root/overlay").toString())
                .start();
        int mounted = process.waitFor();
        assert mounted >= 0; // it fails where nothing is mounted, which is as well
    }

    private void removeAll() throws PodmanException {
        for (PodInfo pod : podman.listPods(Map.of())) {
            podman.removePod(pod.name());
        }
    }
}
