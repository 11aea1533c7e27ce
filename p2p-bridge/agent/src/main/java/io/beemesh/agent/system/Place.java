package io.beemesh.agent.system;

import io.beemesh.agent.system.Kernel.KernelException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file or folder that is held by what it is and not by its name: whoever renames it, or puts a link in its place,
 * changes nothing here. Needs Linux 5.6. For one thread; {@link #close} lets go.
 */
public final class Place implements AutoCloseable {
    private static final int MODE_BITS = 07777;
    private static final int MODE_AT_FIRST = 0700;

    private final int descriptor;

    private Place(int descriptor) {
        this.descriptor = descriptor;
    }

    /** What is at a path now; links are followed. */
    public static Place at(Path path) throws IOException {
        return new Place(Kernel.open(Kernel.NO_FOLDER, path.toAbsolutePath().toString(), 0, 0));
    }

    /**
     * What is at a path below this folder. Links are followed as long as they stay below it.
     *
     * @param path relative, without {@code ..}; folders of it that are not there are made, with this folder's mode
     * @throws IOException it leads out of this folder, or over what is no folder
     */
    public Place below(Path path) throws IOException {
        int there = path.getNameCount();
        Place place = find(path, there);
        while (place == null) {
            there--;
            place = there == 0 ? open(".", 0) : find(path, there);
        }
        int mode = (Integer) Files.getAttribute(self(), "unix:mode") & MODE_BITS;
        for (Path name : path.subpath(0, path.getNameCount())) {
            if (there-- <= 0) {
                try (Place parent = place) {
                    place = parent.made(name.toString(), mode);
                }
            }
        }
        return place;
    }

    /** What is at the first names of a path; null if there is nothing. */
    private @Nullable Place find(Path path, int names) throws IOException {
        try {
            return open(path.subpath(0, names).toString(), 0);
        } catch (KernelException e) {
            if (e.errno() == KernelException.ENOENT) {
                return null;
            }
            throw e;
        }
    }

    private Place open(String path, long more) throws IOException {
        long resolve = Kernel.RESOLVE_BENEATH | Kernel.RESOLVE_NO_MAGICLINKS | more;
        return new Place(Kernel.open(descriptor, path, 0, resolve));
    }

    /** A folder of this name; made if the name is free. What was put there meanwhile is below this folder too. */
    private Place made(String name, int mode) throws IOException {
        boolean isNew = Kernel.makeFolder(descriptor, name, MODE_AT_FIRST);
        Place place = open(name, Kernel.RESOLVE_NO_SYMLINKS);
        try {
            if (isNew && place.isFolder()) {
                Files.setAttribute(place.self(), "unix:mode", mode);
            }
            return place;
        } catch (IOException | RuntimeException e) {
            place.close();
            throw e;
        }
    }

    /**
     * The bytes of a file below this folder; links are followed as long as they stay below it.
     *
     * @param path relative, without {@code ..}
     * @throws IOException it is no file, leads out of this folder, or has more bytes than may be
     */
    public byte[] read(Path path, int bytesMax) throws IOException {
        try (Place file = open(path.toString(), 0)) {
            // What is no file might never end, or never begin.
            if (!Files.isRegularFile(file.self())) {
                throw new IOException(path + " is no file");
            }
            try (InputStream in = Files.newInputStream(file.self())) {
                byte[] bytes = in.readNBytes(bytesMax + 1);
                if (bytes.length > bytesMax) {
                    throw new IOException(path + " is over " + bytesMax + " bytes");
                }
                return bytes;
            }
        }
    }

    /** Whether it is a folder. */
    public boolean isFolder() {
        return Files.isDirectory(self());
    }

    /** Whether what is at a path is this very file or folder. */
    public boolean is(Path path) throws IOException {
        return Files.isSameFile(self(), path);
    }

    /**
     * Shows it at another path as well, which must be a folder if this is one, and else a file. Gone with an unmount.
     *
     * @throws NotRootException this process may not mount
     */
    public void showAt(Path target) throws IOException {
        try {
            Kernel.bind(self().toString(), target.toString());
        } catch (KernelException e) {
            throw e.errno() == KernelException.EPERM ? new NotRootException(e) : e;
        }
    }

    /** A name that leads here for as long as this is open, in this process. */
    private Path self() {
        return Path.of("/proc/self/fd/" + descriptor);
    }

    @Override
    public void close() {
        Kernel.close(descriptor);
    }

    /** Mounting takes root. */
    public static final class NotRootException extends IOException {
        private static final long serialVersionUID = 1L;

        NotRootException(IOException cause) {
            super(cause.getMessage(), cause);
        }
    }
}
