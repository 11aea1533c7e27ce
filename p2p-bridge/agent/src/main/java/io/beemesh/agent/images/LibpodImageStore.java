package io.beemesh.agent.images;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.beemesh.agent.podman.PodmanException;
import io.beemesh.agent.podman.libpod.JsonLines;
import io.beemesh.agent.podman.libpod.Libpod;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Images in Podman's storage. Whether a registry is spoken to without TLS is the host's registries.conf to say; one on
 * the machine itself needs none, as containerd has it.
 */
final class LibpodImageStore implements ImageStore {

    private final Libpod libpod;

    LibpodImageStore(Libpod libpod) {
        this.libpod = libpod;
    }

    @Override
    public Optional<Stored> find(ImageName name) throws PodmanException {
        try {
            return Optional.of(inspect(name.full(), name));
        } catch (PodmanException e) {
            if (e.isNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Stored inspect(String nameOrId, ImageName name) throws PodmanException {
        JsonNode image = libpod.get("/images/" + Libpod.encode(nameOrId) + "/json");
        String id = image.path("Id").asText();
        String reference = "sha256:" + id;
        String wanted = name.registry() + "/" + name.repository() + "@";
        for (JsonNode digest : image.path("RepoDigests")) {
            if (digest.asText().startsWith(wanted)) {
                reference = digest.asText();
                break;
            }
        }
        return new Stored(
                id,
                reference,
                image.path("User").asText(),
                image.path("Size").asLong(),
                layers(image.at("/GraphDriver/Data")));
    }

    /** Of an overlay; other drivers name none. */
    private static List<Path> layers(JsonNode data) {
        return Stream.of(data.path("UpperDir").asText(), data.path("LowerDir").asText())
                .flatMap(folders -> Stream.of(folders.split(":")))
                .filter(folder -> !folder.isEmpty())
                .map(Path::of)
                .toList();
    }

    @Override
    public Stored pull(ImageName name, ImageRequest.@Nullable Credential credential) throws PodmanException {
        String path = "/images/pull?policy=always&quiet=true&reference=" + Libpod.encode(name.full())
                + (name.isOnThisMachine() ? "&tlsVerify=false" : "");
        Libpod.Call call = Libpod.Call.post(path, null).unbounded();
        try (JsonLines lines = libpod.lines(credential == null ? call : call.withHeader(authorization(credential)))) {
            return inspect(pulledId(lines, name), name);
        }
    }

    @Override
    public List<Local> all() throws PodmanException {
        Set<String> used = new HashSet<>();
        for (JsonNode container : libpod.list("/containers/json?all=true")) {
            used.add(container.path("ImageID").asText());
        }
        List<Local> images = new ArrayList<>();
        for (JsonNode image : libpod.list("/images/json")) {
            String id = image.path("Id").asText();
            images.add(new Local(id, image.path("Size").asLong(), used.contains(id)));
        }
        return images;
    }

    @Override
    public void remove(String id) throws PodmanException {
        try {
            libpod.delete("/images/" + Libpod.encode(id));
        } catch (PodmanException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    /** Podman has said 200 before it began; how it went is in the lines that follow. */
    private static String pulledId(JsonLines lines, ImageName name) throws PodmanException {
        String id = "";
        for (JsonNode report = lines.next(); report != null; report = lines.next()) {
            if (report.hasNonNull("error")) {
                throw new PodmanException(500, report.path("error").asText());
            }
            id = report.path("id").asText(id);
        }
        if (id.isEmpty()) {
            throw new PodmanException("podman ended the pull of " + name.full() + " without an image", null);
        }
        return id;
    }

    private Map.Entry<String, String> authorization(ImageRequest.Credential credential) {
        ObjectNode json = libpod.object().put("username", credential.username()).put("password", credential.password());
        byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
        return Map.entry("X-Registry-Auth", Base64.getUrlEncoder().encodeToString(bytes));
    }
}
