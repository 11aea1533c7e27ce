package io.beemesh.agent.volumes;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The files of one pod in its folder. */
final class HostPodFiles implements PodFiles {

    private static final int MESSAGE_BYTES_MAX = 4096;
    private static final int HOSTS_MODE = 0644;

    /** Any user of a container may leave a message. */
    private static final int MESSAGE_MODE = 0666;

    private final Path folder;

    HostPodFiles(Path folder) {
        this.folder = folder;
    }

    @Override
    public Path hosts(Hosts hosts) throws IOException {
        Path file = folder.resolve("etc-hosts");
        String text = hosts.hostNetwork()
                ? HostsFile.ofMachine(Files.readString(Path.of("/etc/hosts")), hosts)
                : HostsFile.ofPod(hosts);
        // In place: what is mounted is this very file, not its name.
        Files.writeString(
                file, text, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        Files.setAttribute(file, "unix:mode", HOSTS_MODE);
        return file;
    }

    @Override
    public Path terminationLog(String container, int attempt) throws IOException {
        Path file = messageFile(container, attempt);
        Files.createDirectories(file.getParent());
        try {
            Files.createFile(file);
        } catch (FileAlreadyExistsException e) {
            return file;
        }
        Files.setAttribute(file, "unix:mode", MESSAGE_MODE);
        return file;
    }

    @Override
    public String terminationMessage(String container, int attempt) throws IOException {
        try (RandomAccessFile file =
                new RandomAccessFile(messageFile(container, attempt).toFile(), "r")) {
            long length = file.length();
            byte[] bytes = new byte[(int) Math.min(length, MESSAGE_BYTES_MAX)];
            file.seek(length - bytes.length);
            file.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (FileNotFoundException e) {
            return "";
        }
    }

    private Path messageFile(String container, int attempt) throws IOException {
        if (container.isEmpty() || container.startsWith(".") || container.contains("/")) {
            throw new IOException("container name \"" + container + "\" is no file name (expected: a DNS label)");
        }
        return folder.resolve("containers").resolve(container).resolve("termination-log." + attempt);
    }
}
