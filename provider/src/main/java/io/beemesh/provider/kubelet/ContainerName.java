package io.beemesh.provider.kubelet;

import java.util.Optional;

/**
 * A container as the kubelet's paths name it.
 *
 * @param namespace the pod's namespace
 * @param pod the pod's name
 * @param uid the pod's UID, if the path has one: a pod of that name but another UID does not match
 * @param container the container's name; init and ephemeral containers are named alike
 */
public record ContainerName(String namespace, String pod, Optional<String> uid, String container) {}
