package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** One of the two nodes that a manifest goes to. */
enum Side {
    MESH("beemesh.io/mesh", "default", "beemesh"),
    REAL("kubernetes.io/hostname", "twin", "twin");

    private final String label;
    private final String value;
    private final String node;

    Side(String label, String value, String node) {
        this.label = label;
        this.value = value;
        this.node = node;
    }

    /** The name of its Node. */
    String node() {
        return node;
    }

    /** The namespace of a case: as long as its twin's, so that nothing differs by its length. */
    String namespace(String run, String manifest) {
        String text = "twin-" + run + "-" + manifest + "-" + name().toLowerCase(java.util.Locale.ROOT);
        return text.length() <= 63 ? text : text.substring(0, 50) + Integer.toHexString(text.hashCode());
    }

    /** Has the scheduler put a pod there; one that names a node is there without it. */
    void bind(ObjectNode spec) {
        if (spec.has("nodeName")) {
            spec.put("nodeName", node);
            return;
        }
        spec.withObjectProperty("nodeSelector").put(label, value);
        spec.withArrayProperty("tolerations")
                .addObject()
                .put("key", "virtual-kubelet.io/provider")
                .put("operator", "Exists");
    }
}
