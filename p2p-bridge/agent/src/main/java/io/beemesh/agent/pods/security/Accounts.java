package io.beemesh.agent.pods.security;

import io.beemesh.agent.system.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * The accounts that an image knows, in its {@code /etc/passwd}.
 *
 * <p><i>Source:</i> runc, libcontainer/user GetExecUser; passwd(5).
 *
 * @param layers the folders of the image's layers, the uppermost first
 */
public record Accounts(List<Path> layers) {
    private static final Path FILE = Path.of("etc", "passwd");
    private static final int FILE_BYTES_MAX = 1 << 20;
    private static final int NAME = 0;
    private static final int USER = 2;
    private static final int GROUP = 3;

    /** Keeps a copy. */
    public Accounts {
        layers = List.copyOf(layers);
    }

    /**
     * The first group of a user.
     *
     * @param user name or number
     * @return root's for a number that the image does not know; empty if the image cannot be looked into
     */
    public OptionalLong groupOf(String user) {
        for (Path layer : layers) {
            if (Files.exists(layer.resolve(FILE), LinkOption.NOFOLLOW_LINKS)) {
                return groupOf(user, layer);
            }
        }
        return layers.isEmpty() ? OptionalLong.empty() : unlisted(user);
    }

    private static OptionalLong groupOf(String user, Path layer) {
        try (Place folder = Place.at(layer)) {
            String text = new String(folder.read(FILE, FILE_BYTES_MAX), StandardCharsets.UTF_8);
            return text.lines()
                    .map(line -> line.split(":"))
                    .filter(fields -> fields.length > GROUP && fields[GROUP].matches("[0-9]{1,10}"))
                    .filter(fields -> fields[NAME].equals(user) || fields[USER].equals(user))
                    .map(fields -> OptionalLong.of(Long.parseLong(fields[GROUP])))
                    .findFirst()
                    .orElseGet(() -> unlisted(user));
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    private static OptionalLong unlisted(String user) {
        return user.matches("[0-9]+") ? OptionalLong.of(0) : OptionalLong.empty();
    }
}
