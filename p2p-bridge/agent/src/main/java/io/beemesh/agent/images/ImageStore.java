package io.beemesh.agent.images;

import io.beemesh.agent.podman.PodmanException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The images of this host and the way to more: a port to Podman, so that policies are tested without a registry. */
interface ImageStore {

    /** The image of that full name, if it is there. */
    Optional<Stored> find(ImageName name) throws PodmanException;

    /**
     * Gets an image from its registry, blocking.
     *
     * @throws PodmanException it could not be got; the message is the registry's or Podman's
     */
    Stored pull(ImageName name, ImageRequest.@Nullable Credential credential) throws PodmanException;

    /** All images that are there, and whether a container is made of them. */
    List<Local> all() throws PodmanException;

    /** Removes an image with all its names. One that is not there is no error; one that is in use is. */
    void remove(String id) throws PodmanException;

    /**
     * An image as one of many.
     *
     * @param id 64 hexadecimal digits
     * @param sizeBytes of all its layers, those that others have as well among them
     * @param used whether a container is made of it
     */
    record Local(String id, long sizeBytes, boolean used) {}

    /**
     * An image that is there.
     *
     * @param id 64 hexadecimal digits
     * @param reference with its digest
     * @param user that it runs as; empty for root
     * @param sizeBytes of all its layers
     * @param layers the folders of its layers, the uppermost first; empty if the machine keeps images otherwise
     */
    record Stored(String id, String reference, String user, long sizeBytes, List<Path> layers) {
        /** Keeps a copy. */
        public Stored {
            layers = List.copyOf(layers);
        }
    }
}
