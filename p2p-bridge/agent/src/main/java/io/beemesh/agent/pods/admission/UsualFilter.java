package io.beemesh.agent.pods.admission;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/**
 * The filter of system calls for pods that ask for none, which a kubelet lets call all: what Podman's own profile
 * forbids by name is forbidden, and the rest is not. That loads in a tenth of the time that a list of everything
 * allowed takes, at each start and each command. Who wants the whole profile asks for {@code RuntimeDefault}.
 */
public final class UsualFilter {
    /** What its file is called. */
    public static final String NAME = "usual-filter.json";

    private UsualFilter() {}

    /** Writes it where Podman can read it, in place of an earlier agent's. */
    public static Path write(Path file) throws IOException {
        try (InputStream filter = Objects.requireNonNull(UsualFilter.class.getResourceAsStream(NAME), NAME)) {
            Files.copy(filter, file, StandardCopyOption.REPLACE_EXISTING);
        }
        return file;
    }
}
