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
 * @param owner with which the cluster removes it; empty if it is on its own
 * @param version that was read; empty for one that was not yet written
 */
public record StoredSecret(
        String name,
        String type,
        Map<String, String> labels,
        Map<String, String> data,
        Optional<Owner> owner,
        String version) {
    /** Keeps copies. */
    public StoredSecret {
        labels = Map.copyOf(labels);
        data = Map.copyOf(data);
    }

    /** One that was not yet written. */
    public static StoredSecret fresh(String name, String type, Map<String, String> data) {
        return new StoredSecret(name, type, Map.of(), data, Optional.empty(), "");
    }

    /** One value. */
    public Optional<String> value(String key) {
        return Optional.ofNullable(data.get(key));
    }

    /** A copy in which some values are others; to be written over the version that this was read as. */
    public StoredSecret with(Map<String, String> changes) {
        Map<String, String> all = new HashMap<>(data);
        all.putAll(changes);
        return new StoredSecret(name, type, labels, all, owner, version);
    }

    /** A copy that holds this and nothing else; to be written over the version that this was read as. */
    public StoredSecret holding(Map<String, String> all) {
        return new StoredSecret(name, type, labels, all, owner, version);
    }

    /** A copy that is found by one label more. */
    public StoredSecret labelled(String key, LabelValue value) {
        Map<String, String> all = new HashMap<>(labels);
        all.put(key, value.text());
        return new StoredSecret(name, type, all, data, owner, version);
    }

    /** A copy that goes when its owner goes. */
    public StoredSecret ownedBy(Owner whose) {
        return new StoredSecret(name, type, labels, data, Optional.of(whose), version);
    }

    /** The value of a label. */
    public record LabelValue(String text) {}

    /**
     * A custom resource of the provider's namespace that a Secret belongs to.
     *
     * @param kind such as {@code JoinToken}, in the group beemesh.io, version v1alpha1
     * @param name of the object
     * @param uid of the object, which never comes again
     */
    public record Owner(String kind, String name, String uid) {}

    @Override
    public String toString() {
        return "StoredSecret[" + name + "]";
    }
}
