package io.beemesh.provider.kube.event;

/** Records what happened to custom resources, for {@code kubectl describe}. Blocks for one request; never fails. */
@FunctionalInterface
public interface ObjectEvents {
    /** Records one happening; the same again, in the same words, is not recorded twice. */
    void record(ObjectRef about, Note note);

    /**
     * An object of the group beemesh.io, version v1alpha1.
     *
     * @param kind such as {@code JoinToken}
     * @param namespace empty for an object of the whole cluster, whose events are in {@code default}
     * @param name of the object
     * @param uid of the object, which never comes again
     */
    record ObjectRef(String kind, String namespace, String name, String uid) {}

    /**
     * What happened.
     *
     * @param warning whether a person may want to look
     * @param reason CamelCase
     * @param message a sentence, without secrets
     */
    record Note(boolean warning, String reason, String message) {}
}
