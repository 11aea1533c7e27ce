package io.beemesh.agent.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPathsTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void makesWhatIsAskedFor() throws Exception {
        assertThat(HostPaths.checked(folder + "/a/b", "DirectoryOrCreate")).isDirectory();
        assertThat(HostPaths.checked(folder + "/a/b/c", "")).isDirectory();
        assertThat(HostPaths.checked(folder + "/f", "FileOrCreate")).isEmptyFile();
        assertThat(HostPaths.checked(folder + "/f", "File")).isEmptyFile();
        assertThatThrownBy(() -> HostPaths.checked(folder + "/no/f", "FileOrCreate"))
                .hasMessage("open " + folder + "/no/f: no such file or directory");
    }

    @Test
    void refusesWhatIsAnotherThing() throws Exception {
        Path file = Files.createFile(folder.resolve("f"));

        assertRefused(file, "Directory", "a directory");
        assertRefused(file, "DirectoryOrCreate", "a directory");
        assertRefused(folder, "File", "a file");
        assertRefused(folder, "FileOrCreate", "a file");
        assertRefused(folder.resolve("none"), "Directory", "a directory");
        assertRefused(folder.resolve("none"), "File", "a file");
        assertRefused(file, "Socket", "a socket file");
        assertRefused(file, "CharDevice", "a character device");
        assertRefused(Path.of("/dev/null"), "BlockDevice", "a block device");
        assertThatThrownBy(() -> HostPaths.checked(file.toString(), "Pipe"))
                .hasMessage("Pipe is an invalid volume type");
    }

    @Test
    void knowsSocketsAndDevices() throws Exception {
        Path socket = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));

            assertThat(HostPaths.checked(socket.toString(), "Socket")).isEqualTo(socket);
            assertThat(HostPaths.checked(socket.toString(), "File")).isEqualTo(socket);
        }
        assertThat(HostPaths.checked("/dev/null", "CharDevice")).isEqualTo(Path.of("/dev/null"));
    }

    private static void assertRefused(Path path, String type, String what) {
        assertThatThrownBy(() -> HostPaths.checked(path.toString(), type))
                .hasMessage("hostPath type check failed: " + path + " is not " + what);
    }
}
