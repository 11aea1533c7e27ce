package io.beemesh.provider.kube.node;

import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeStatus;

/** Reads and writes Node objects. Each call blocks for one request; safe for use by any thread. */
public interface NodeWriter {
    /** The version of the API server, such as {@code v1.36.3+k3s1}. */
    Answer<String> serverVersion();

    /** The node of that name. */
    Answer<Node> find(String name);

    /** Makes a node, status included; {@link Answer.Conflict} if there is one of that name. */
    Answer<Node> create(Node node);

    /** Merges labels and annotations into a node; what it does not name stays. Idempotent. */
    Answer<Node> merge(Node changes);

    /**
     * Brings taints to a node, by key and effect: those that its annotation {@link OwnTaints#ANNOTATION} names and that
     * are not among them go, those of people stay. Idempotent.
     *
     * @param taints the node's name, taints and that annotation
     */
    Answer<Node> taint(Node taints);

    /** Removes a node; {@link Answer.Missing} if there is none of that name. */
    Answer<Node> remove(Node node);

    /** Merges a status into a node's; conditions and addresses by their type. Idempotent. */
    Answer<Node> mergeStatus(String name, NodeStatus status);

    /**
     * Calls back after each change of the node, its deletion included, and may do so without one.
     *
     * @param changed must return at once
     * @return closing it ends the calls
     */
    Watching watch(String name, Runnable changed);

    /** Something that is watched until this is closed. */
    @FunctionalInterface
    interface Watching extends AutoCloseable {
        @Override
        void close();
    }
}
