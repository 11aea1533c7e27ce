package io.beemesh.agent.spec;

/**
 * One variable of a container's environment.
 *
 * @param name any printable ASCII but {@code =}
 */
public record EnvVar(String name, Source source) {
    /** Where the value comes from. */
    public sealed interface Source {
        /** Text with references to earlier variables. */
        record Literal(String value) implements Source {}

        /** A key of a ConfigMap. */
        record ConfigMapKey(String object, String key, boolean optional) implements Source {}

        /** A key of a Secret. */
        record SecretKey(String object, String key, boolean optional) implements Source {}

        /** A variable of a file in a volume, by the volume's name and the path in it. */
        record FileKey(String volume, String path, String key, boolean optional) implements Source {}

        /** A field of the pod, such as {@code metadata.name}. */
        record Field(String fieldPath) implements Source {}

        /** A request or limit of a container; an empty container means this one. */
        record Resource(String container, String resource, Quantity divisor) implements Source {}
    }
}
