package io.beemesh.provider.kube.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.Objects;

/**
 * Records what happened to objects other than pods, for {@code kubectl describe}. Blocks for one request; never fails.
 */
@FunctionalInterface
public interface ObjectEvents {
    /** Records one happening; the same again, in the same words, is not recorded twice. */
    void record(ObjectRef about, Note note);

    /**
     * What an event is about.
     *
     * @param apiVersion such as {@code v1}
     * @param kind such as {@code JoinToken}
     * @param namespace empty for an object of the whole cluster, whose events are in {@code default}
     * @param name of the object
     * @param uid of the object, which never comes again
     */
    record ObjectRef(String apiVersion, String kind, String namespace, String name, String uid) {
        /** An object of our own group. */
        public static ObjectRef ofOurs(String kind, String namespace, String name, String uid) {
            return new ObjectRef("beemesh.io/v1alpha1", kind, namespace, name, uid);
        }

        /** One of Kubernetes' own objects. */
        public static ObjectRef ofCore(HasMetadata object) {
            ObjectMeta meta = object.getMetadata();
            String namespace = Objects.requireNonNullElse(meta.getNamespace(), "");
            return new ObjectRef(object.getApiVersion(), object.getKind(), namespace, meta.getName(), meta.getUid());
        }

        /** A node, as the kubelet has it: its name for the uid, where {@code kubectl describe} looks. */
        public static ObjectRef ofNode(String name) {
            return new ObjectRef("v1", "Node", "", name, name);
        }
    }

    /**
     * What happened.
     *
     * @param warning whether a person may want to look
     * @param reason CamelCase
     * @param message a sentence, without secrets
     */
    record Note(boolean warning, String reason, String message) {}
}
