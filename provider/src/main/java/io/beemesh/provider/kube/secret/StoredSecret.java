package io.beemesh.provider.kube.secret;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A Secret of the provider's own. Its text form tells neither values nor keys.
 *
 * @param name in the provider's namespace
 * @param type such as {@code Opaque}; never changes
 * @param labels to find it by
 * @param data all of it is text
 * @param version that was read; empty for one that was not yet written
 */
public record StoredSecret(
        String name, String type, Map<String, String> labels, Map<String, String> data, String version) {
    /** Keeps copies. */
    public StoredSecret {
        labels = Map.copyOf(labels);
        data = Map.copyOf(data);
    }

    /** One that was not yet written. */
    public static StoredSecret fresh(String name, String type, Map<String, String> data) {
        return new StoredSecret(name, type, Map.of(), data, "");
    }

    /** One value. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(data.get(key));
    }

    /** A copy in which some values are others; to be written over the version that this was read as. */
    public StoredSecret with(Map<String, String> changes) {
        Map<String, String> all = new HashMap<>(data);
        all.putAll(changes);
        return new StoredSecret(name, type, labels, all, version);
    }

    /** A copy that holds this and nothing else; to be written over the version that this was read as. */
    public StoredSecret holding(Map<String, String> all) {
        return new StoredSecret(name, type, labels, all, version);
    }

    /** A copy that is found by one label more. */
    public StoredSecret labelled(String key, LabelValue value) {
        Map<String, String> all = new HashMap<>(labels);
        all.put(key, value.text());
        return new StoredSecret(name, type, all, data, version);
    }

    /** The value of a label. */
    public record LabelValue(String text) {}

    @Override
    public String toString() {
        return "StoredSecret[" + name + "]";
    }
}
