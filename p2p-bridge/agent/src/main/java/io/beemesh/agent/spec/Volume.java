package io.beemesh.agent.spec;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Something that containers mount. */
public record Volume(String name, Source source) {
    /** What is in it. */
    public sealed interface Source {
        /** An empty directory that lives as long as the pod; without a limit if that is zero. */
        record EmptyDir(boolean memory, Quantity sizeLimit) implements Source {}

        /** Keys of a ConfigMap as files. */
        record ConfigMap(String object, Items items, int mode) implements Source {}

        /** Keys of a Secret as files. */
        record Secret(String object, Items items, int mode) implements Source {}

        /** Fields of the pod as files. */
        record DownwardApi(List<FieldFile> files, int mode) implements Source {
            /** Copies the list. */
            public DownwardApi {
                files = List.copyOf(files);
            }
        }

        /** Several sources in one directory. */
        record Projected(List<Projection> sources, int mode) implements Source {
            /** Copies the list. */
            public Projected {
                sources = List.copyOf(sources);
            }
        }

        /** What a PersistentVolumeClaim is bound to; without a name, the claim that is made for the pod. */
        record Claim(String name, boolean readOnly) implements Source {}

        /** The files of an image, which is pulled as a container's is. */
        record Image(String reference, Container.PullPolicy pullPolicy) implements Source {}

        /** A path of the host, if its policy allows it; the type is empty for no check. */
        record HostPath(String path, String type) implements Source {}
    }

    /** One source of a projected volume. */
    public sealed interface Projection {
        /** Keys of a ConfigMap. */
        record ConfigMap(String object, Items items) implements Projection {}

        /** Keys of a Secret. */
        record Secret(String object, Items items) implements Projection {}

        /** Fields of the pod. */
        record DownwardApi(List<FieldFile> files) implements Projection {
            /** Copies the list. */
            public DownwardApi {
                files = List.copyOf(files);
            }
        }

        /** A token of the pod's service account; an empty audience means the API server. */
        record ServiceAccountToken(String audience, String path) implements Projection {}
    }

    /**
     * Which keys become files.
     *
     * @param chosen empty for all, each under its own name
     * @param optional whether the object or a chosen key may be missing
     */
    public record Items(List<Item> chosen, boolean optional) {
        /** Copies the list. */
        public Items {
            chosen = List.copyOf(chosen);
        }
    }

    /** A key and the relative path of its file. */
    public record Item(String key, String path, OptionalInt mode) {}

    /** A field of the pod, or a resource of a container, and the relative path of its file. */
    public record FieldFile(
            String path,
            Optional<EnvVar.Source.Field> field,
            Optional<EnvVar.Source.Resource> resource,
            OptionalInt mode) {}
}
