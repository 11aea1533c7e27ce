package io.beemesh.agent.pods.env;

import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.EnvVar;
import io.beemesh.agent.spec.Pod;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The variables of one container and what is expanded with them. Never printed: values may be secret.
 *
 * <p><i>Source:</i> kubelet, kubelet_pods.go makeEnvironmentVariables; container/helpers.go.
 */
public final class Environment {
    private final Map<String, String> variables;

    private Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /**
     * Builds the environment: all keys of objects first, then the variables in their order, each expanded with what is
     * there so far, then the services' variables that nothing stands for yet.
     *
     * @throws MissingValue in the kubelet's words, for {@code CreateContainerConfigError}
     */
    public static Environment of(
            Pod pod, Container container, Sources sources, Surroundings surroundings, VolumeFiles files)
            throws MissingValue {
        Map<String, String> variables = new LinkedHashMap<>();
        for (Container.EnvFrom from : container.envFrom()) {
            all(from, sources).forEach((key, value) -> variables.put(from.prefix() + key, text(value)));
        }
        Downward downward = new Downward(pod, surroundings);
        for (EnvVar variable : container.env()) {
            String value =
                    switch (variable.source()) {
                        case EnvVar.Source.Literal literal ->
                            Expansion.expand(literal.value(), name -> lookup(name, variables, surroundings.services()));
                        case EnvVar.Source.Field field -> downward.field(field.fieldPath());
                        case EnvVar.Source.Resource resource -> downward.resource(resource, container);
                        case EnvVar.Source.ConfigMapKey key ->
                            pick(
                                    new Key("ConfigMap", key.object(), key.key(), key.optional()),
                                    sources.configMap(key.object()),
                                    pod);
                        case EnvVar.Source.FileKey file -> inFile(file, files);
                        case EnvVar.Source.SecretKey key ->
                            pick(
                                    new Key("Secret", key.object(), key.key(), key.optional()),
                                    sources.secret(key.object()),
                                    pod);
                    };
            if (value != null) {
                variables.put(variable.name(), value);
            }
        }
        surroundings.services().forEach(variables::putIfAbsent);
        return new Environment(variables);
    }

    /** All variables, in the order they were made. */
    public Map<String, String> variables() {
        return Map.copyOf(variables);
    }

    /** Command or arguments with references replaced; those to what is not there stay as they are. */
    public List<String> expand(List<String> words) {
        return words.stream()
                .map(word -> Expansion.expand(word, variables::get))
                .toList();
    }

    /**
     * A path with references replaced.
     *
     * @throws MissingValue if it names what is not there or is empty
     */
    public String expandStrictly(String path) throws MissingValue {
        Set<String> unknown = new TreeSet<>();
        String expanded = Expansion.expand(path, name -> {
            String value = variables.get(name);
            if (value == null || value.isEmpty()) {
                unknown.add(name);
            }
            return value == null ? "" : value;
        });
        if (!unknown.isEmpty()) {
            throw new MissingValue("missing value for " + String.join(", ", unknown));
        }
        return expanded;
    }

    private record Key(String kind, String object, String key, boolean optional) {}

    private static @Nullable String pick(Key key, Optional<Map<String, byte[]>> object, Pod pod) throws MissingValue {
        if (object.isEmpty()) {
            return orMissing(key.optional(), notFound(key.kind(), key.object()));
        }
        byte[] value = object.get().get(key.key());
        if (value == null) {
            return orMissing(
                    key.optional(),
                    "couldn't find key " + key.key() + " in " + key.kind() + " "
                            + pod.meta().namespace() + "/" + key.object());
        }
        return text(value);
    }

    private static @Nullable String inFile(EnvVar.Source.FileKey file, VolumeFiles files) throws MissingValue {
        Optional<String> value = EnvFile.value(files.read(file.volume(), file.path()), file.key());
        return value.isPresent()
                ? value.get()
                : orMissing(
                        file.optional(),
                        "environment variable key \"" + file.key() + "\" not found in file \"" + file.path() + "\"");
    }

    private static @Nullable String orMissing(boolean optional, String message) throws MissingValue {
        if (optional) {
            return null;
        }
        throw new MissingValue(message);
    }

    private static Map<String, byte[]> all(Container.EnvFrom from, Sources sources) throws MissingValue {
        Optional<Map<String, byte[]>> object =
                from.secret() ? sources.secret(from.object()) : sources.configMap(from.object());
        if (object.isEmpty() && !from.optional()) {
            throw new MissingValue(notFound(from.secret() ? "Secret" : "ConfigMap", from.object()));
        }
        return object.orElse(Map.of());
    }

    private static String notFound(String kind, String name) {
        return kind.toLowerCase(Locale.ROOT) + " \"" + name + "\" not found";
    }

    private static @Nullable String lookup(String name, Map<String, String> variables, Map<String, String> services) {
        String own = variables.get(name);
        return own != null ? own : services.get(name);
    }

    private static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "Environment" + variables.keySet();
    }
}
