package io.beemesh.agent.pods.env;

import io.beemesh.mesh.wire.ConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ConfigMaps, Secrets and tokens that came with a pod. Immutable; its values are never printed. */
public final class Sources {
    /** With nothing in it. */
    public static final Sources NONE = new Sources(List.of());

    private final Map<String, ConfigSource> byKindAndName = new HashMap<>();

    /** Takes what the provider sent; of two with one name the later counts. */
    public Sources(List<ConfigSource> sources) {
        for (ConfigSource source : sources) {
            if (!source.getMissing()) {
                byKindAndName.put(source.getKind().name() + "/" + source.getName(), source);
            }
        }
    }

    /** The keys of a ConfigMap, if it is there. */
    public Optional<Map<String, byte[]>> configMap(String name) {
        return data(ConfigSource.Kind.CONFIG_MAP, name);
    }

    /** The keys of a Secret, if it is there. */
    public Optional<Map<String, byte[]>> secret(String name) {
        return data(ConfigSource.Kind.SECRET, name);
    }

    /** A token of the pod's service account for an audience, if it is there. */
    public Optional<byte[]> token(String audience) {
        return data(ConfigSource.Kind.SERVICE_ACCOUNT_TOKEN, audience)
                .map(data -> data.getOrDefault("token", new byte[0]));
    }

    private Optional<Map<String, byte[]>> data(ConfigSource.Kind kind, String name) {
        ConfigSource source = byKindAndName.get(kind.name() + "/" + name);
        if (source == null) {
            return Optional.empty();
        }
        Map<String, byte[]> data = new HashMap<>();
        source.getDataMap().forEach((key, value) -> data.put(key, value.toByteArray()));
        return Optional.of(data);
    }

    @Override
    public String toString() {
        return "Sources" + byKindAndName.keySet();
    }
}
