package io.beemesh.agent.volumes;

import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A part of what is in a volume. Contents are never logged. */
public sealed interface Projection {

    /**
     * Keys of a ConfigMap.
     *
     * @param name of the ConfigMap
     * @param data its data and binaryData, or null if there is no such ConfigMap
     * @param items which keys, and where; all under their own names if empty
     * @param optional whether it, or a key of it, may be missing
     */
    record ConfigMap(String name, @Nullable Map<String, byte[]> data, List<Item> items, boolean optional)
            implements Projection {
        /** Keeps a copy. */
        public ConfigMap {
            items = List.copyOf(items);
        }

        /** Without contents. */
        @Override
        public String toString() {
            return "ConfigMap[" + name + "]";
        }
    }

    /**
     * Keys of a Secret.
     *
     * @param name of the Secret
     * @param data its data, decoded, or null if there is no such Secret
     * @param items which keys, and where; all under their own names if empty
     * @param optional whether it, or a key of it, may be missing
     */
    record Secret(String name, @Nullable Map<String, byte[]> data, List<Item> items, boolean optional)
            implements Projection {
        /** Keeps a copy. */
        public Secret {
            items = List.copyOf(items);
        }

        /** Without contents. */
        @Override
        public String toString() {
            return "Secret[" + name + "]";
        }
    }

    /**
     * A file with these contents: a field of the downward API, a service-account token, a cluster's certificate.
     *
     * @param path in the volume
     * @param contents of the file
     * @param mode permission bits, or the volume's default
     * @param owner whose file it alone is, where the host can give files away; else anybody may read it
     */
    @SuppressWarnings("ArrayRecordComponent") // written to a file, never compared
    record Inline(String path, byte[] contents, OptionalInt mode, OptionalLong owner) implements Projection {
        /** A file of root's, as most are. */
        public Inline(String path, byte[] contents, OptionalInt mode) {
            this(path, contents, mode, OptionalLong.empty());
        }

        /** Without contents. */
        @Override
        public String toString() {
            return "Inline[" + path + "]";
        }
    }

    /**
     * Where a key goes.
     *
     * @param key in the ConfigMap or Secret
     * @param path in the volume: relative, with no part that starts with {@code ..}
     * @param mode permission bits, or the volume's default
     */
    record Item(String key, String path, OptionalInt mode) {}
}
