package io.beemesh.agent.volumes;

import io.beemesh.agent.system.Place;
import io.beemesh.agent.system.Tmpfs;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Shows parts of volumes to containers. A container may put a link in the place of a folder at any time, so what was
 * found is held open, bound to a place of the pod's own that no container writes to, and mounted from there.
 *
 * <p><i>Source:</i> kubelet, pkg/volume/util/subpath/subpath_linux.go, whose folders these are.
 */
final class SubPaths {
    private static final Logger LOG = LoggerFactory.getLogger(SubPaths.class);

    private final Path shown;

    SubPaths(Path podFolder) {
        this.shown = podFolder.resolve("volume-subpaths");
    }

    /** The place where it is seen; the same again as long as the part of the volume is the same. */
    Path show(Volumes.SubPath wanted) throws IOException {
        check(wanted.path());
        try (Place volume = Place.at(wanted.volume().folder());
                Place part = volume.below(Path.of(wanted.path()))) {
            return show(part, wanted);
        } catch (Place.NotRootException e) {
            return withoutMount(wanted);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("podUid", wanted.pod().uid())
                    .addKeyValue("container", wanted.container())
                    .addKeyValue("volume", wanted.volume().name())
                    .addKeyValue("error", e.getMessage())
                    .log("subPath cannot be prepared");
            throw new IOException(failure(wanted), e);
        }
    }

    private static void check(String path) throws IOException {
        if (path.startsWith("/")) {
            throw new IOException("error SubPath `" + path + "` must not be an absolute path");
        }
        for (Path name : Path.of(path)) {
            if (name.toString().equals("..")) {
                throw new IOException("unable to provision SubPath `" + path + "`: must not contain '..'");
            }
        }
    }

    private static String failure(Volumes.SubPath wanted) {
        return "failed to prepare subPath for volumeMount \"" + wanted.volume().name() + "\" of container \""
                + wanted.container() + "\"";
    }

    private Path show(Place part, Volumes.SubPath wanted) throws IOException {
        Path target = shown.resolve(wanted.volume().name())
                .resolve(wanted.container())
                .resolve(Integer.toString(wanted.index()));
        if (Tmpfs.isMounted(target)) {
            if (part.is(target)) {
                return target;
            }
            Tmpfs.unmountBelow(target);
        }
        Files.deleteIfExists(target);
        Files.createDirectories(target.getParent());
        try {
            if (part.isFolder()) {
                Files.createDirectory(target);
            } else {
                Files.createFile(target);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException("somebody else makes " + target + " too", e);
        }
        part.showAt(target);
        return target;
    }

    /** An agent that is not root can but trust the name, and only in a volume that nobody else writes to. */
    private static Path withoutMount(Volumes.SubPath wanted) throws IOException {
        if (wanted.volume().writable()) {
            throw new IOException(
                    failure(wanted) + ": the host's agent is not run by root, which a writable volume's subPath needs");
        }
        Path volume = wanted.volume().folder().toRealPath();
        Path part = volume.resolve(wanted.path()).toRealPath();
        if (!part.startsWith(volume) || !Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(failure(wanted));
        }
        return part;
    }
}
