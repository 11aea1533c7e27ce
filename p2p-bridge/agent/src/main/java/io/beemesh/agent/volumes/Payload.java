package io.beemesh.agent.volumes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What is to be in a volume: its files by path, or why it cannot be (the kubelet's MakePayload and collectData, in
 * pkg/volume/configmap, secret and projected).
 */
sealed interface Payload {
    /** The mode of a file that one user alone reads. */
    int OWNER_ONLY = 0600;

    /** All files by their path in the volume. */
    record Complete(Map<String, FileContents> files) implements Payload {}

    /** Why not. */
    record Incomplete(String message) implements Payload {}

    /**
     * A file.
     *
     * @param bytes of it; never logged
     * @param mode permission bits
     * @param owner its user, or nobody in particular
     */
    @SuppressWarnings("ArrayRecordComponent") // written to a file, never compared
    record FileContents(byte[] bytes, int mode, OptionalLong owner) {
        @Override
        public String toString() {
            return "FileContents[" + bytes.length + " bytes, mode=" + Integer.toOctalString(mode) + "]";
        }
    }

    /**
     * Gathers all projections; the message has every reason, as the kubelet's aggregate does.
     *
     * @param root whether files can be given to other users
     */
    static Payload of(VolumeSpec.Files volume, boolean root) {
        Map<String, FileContents> files = new HashMap<>();
        List<String> errors = new ArrayList<>();
        for (Projection projection : volume.projections()) {
            switch (projection) {
                case Projection.ConfigMap source -> {
                    Keys keys = new Keys("configmap", source.name(), source.data(), source.items(), source.optional());
                    keys.gather("configmap references non-existent config key: ", volume.defaultMode(), files, errors);
                }
                case Projection.Secret source -> {
                    Keys keys = new Keys("secret", source.name(), source.data(), source.items(), source.optional());
                    keys.gather("references non-existent secret key: ", volume.defaultMode(), files, errors);
                }
                case Projection.Inline file -> files.put(file.path(), inline(file, volume.defaultMode(), root));
            }
        }
        files.keySet().forEach(path -> VolumePath.problem(path).ifPresent(errors::add));
        return switch (errors.size()) {
            case 0 -> new Complete(Map.copyOf(files));
            case 1 -> new Incomplete(errors.getFirst());
            default -> new Incomplete(errors.toString());
        };
    }

    private static void put(Map<String, FileContents> files, String path, byte[] bytes, int mode) {
        files.put(path, new FileContents(bytes, mode, OptionalLong.empty()));
    }

    private static FileContents inline(Projection.Inline file, int defaultMode, boolean root) {
        return root && file.owner().isPresent()
                ? new FileContents(file.contents(), OWNER_ONLY, file.owner())
                : new FileContents(file.contents(), mode(file.mode(), defaultMode), OptionalLong.empty());
    }

    private static int mode(OptionalInt mode, int defaultMode) {
        return mode.orElse(defaultMode);
    }

    /** Keys of a ConfigMap or Secret. */
    record Keys(
            String kind,
            String name,
            @Nullable Map<String, byte[]> data,
            List<Projection.Item> items,
            boolean optional) {

        private void gather(String missingKey, int defaultMode, Map<String, FileContents> files, List<String> errors) {
            if (data == null && !optional) {
                errors.add(kind + " \"" + name + "\" not found");
                return;
            }
            Map<String, byte[]> there = data == null ? Map.of() : data;
            if (items.isEmpty()) {
                there.forEach((key, bytes) -> put(files, key, bytes, defaultMode));
            }
            for (Projection.Item item : items) {
                byte[] bytes = there.get(item.key());
                if (bytes != null) {
                    put(files, item.path(), bytes, mode(item.mode(), defaultMode));
                } else if (!optional) {
                    errors.add(missingKey + item.key());
                    return;
                }
            }
        }
    }
}
