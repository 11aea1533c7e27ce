package io.beemesh.provider.app.config;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.spi.ConfigSource;

/** Finds keys of ours that nobody reads. */
public final class ConfigCheck {
    private static final String PREFIX = ProviderConfig.PREFIX + ".";
    private static final String ENVIRONMENT = "EnvConfigSource";

    private final KnownKeys known = KnownKeys.ofProvider();

    /**
     * Refuses files and system properties with keys that are not known.
     *
     * <p>Environment variables are not looked at: Kubernetes sets {@code BEEMESH_...} ones of its own for Services.
     */
    public void refuseUnknown(Config config) throws ConfigRefusedException {
        List<String> problems = new ArrayList<>();
        for (ConfigSource source : config.getConfigSources()) {
            if (!source.getName().startsWith(ENVIRONMENT)) {
                new TreeSet<>(source.getPropertyNames())
                        .stream()
                                .filter(key -> key.startsWith(PREFIX) && !known.has(key))
                                .map(key -> describe(key, source))
                                .forEach(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigRefusedException(problems);
        }
    }

    private String describe(String key, ConfigSource source) {
        String hint =
                known.nearest(key).map(near -> "; did you mean " + near + "?").orElse("");
        return "unknown key " + key + " in " + source.getName() + hint;
    }
}
