package io.beemesh.provider.kube.install;

import io.beemesh.provider.kube.leader.ApiHearingBoard;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Something that the provider has to be allowed to do, as roles say it.
 *
 * @param verb such as {@code get}
 * @param group of the API; empty for the core
 * @param resource with its subresource if there is one, such as {@code pods/status}
 * @param namespace empty for all namespaces, or none
 * @param name of the one object; empty for any
 */
public record Right(String verb, String group, String resource, String namespace, String name) {
    /**
     * All that the provider does with rights of its own, besides what every client may; the chart's roles allow this
     * and no more. What it does as a node, the Node authorizer allows.
     *
     * @param node the mesh's own
     * @param pools the nodes of pools
     */
    public static List<Right> ofProvider(String node, List<String> pools, String namespace) {
        Stream<Rights> ofNodes = Stream.concat(Stream.of(node), pools.stream())
                .flatMap(name -> Stream.of(
                        of("", "nodes", "patch").named(name),
                        of("", "users", "impersonate").named("system:node:" + name)));
        Stream<Rights> ofPools =
                pools.stream().map(name -> of("", "nodes", "delete").named(name));
        Stream<Rights> others = Stream.of(
                of("", "namespaces", "get").named("kube-system"),
                of("", "groups", "impersonate").named("system:nodes"),
                of("", "groups", "impersonate").named("system:authenticated"),
                of("certificates.k8s.io", "certificatesigningrequests", "get", "list", "watch"),
                of("certificates.k8s.io", "certificatesigningrequests/approval", "update"),
                of("certificates.k8s.io", "signers", "approve").named("kubernetes.io/kubelet-serving"),
                of("beemesh.io", "edgehosts", "get", "list", "watch", "create", "update", "patch"),
                of("beemesh.io", "edgehosts/status", "update", "patch"),
                of("beemesh.io", "meshpools", "get", "list", "watch", "patch"),
                of("beemesh.io", "meshpools/status", "patch"),
                of("beemesh.io", "stategroups", "get", "list", "watch", "create", "patch"),
                of("beemesh.io", "stategroups/status", "patch"),
                of("apps", "statefulsets", "list", "watch"),
                of("", "pods", "patch"),
                of("beemesh.io", "jointokens", "get", "list", "watch", "patch").in(namespace),
                of("beemesh.io", "jointokens/status", "patch").in(namespace),
                definition("edgehosts.beemesh.io"),
                definition("jointokens.beemesh.io"),
                definition("meshpools.beemesh.io"),
                definition("stategroups.beemesh.io"),
                of("discovery.k8s.io", "endpointslices", "list", "watch").in("default"),
                of("coordination.k8s.io", "leases", "create").in(namespace),
                of("coordination.k8s.io", "leases", "get", "update")
                        .in(namespace)
                        .named(node),
                of("coordination.k8s.io", "leases", "get", "patch")
                        .in(namespace)
                        .named(ApiHearingBoard.nameBeside(node)),
                of("", "secrets", "get", "list", "watch", "create", "update", "delete")
                        .in(namespace),
                of("", "services", "get").in(namespace));
        return Stream.of(ofNodes, ofPools, others)
                .flatMap(rights -> rights)
                .flatMap(rights -> rights.all.stream())
                .toList();
    }

    /** What it does besides where it makes volumes that outlive pods. */
    public static List<Right> ofStorage() {
        return Stream.of(
                        of("", "persistentvolumes", "get", "list", "watch", "create", "patch", "delete"),
                        of("", "persistentvolumeclaims", "get", "list", "watch"),
                        of("storage.k8s.io", "storageclasses", "get"))
                .flatMap(rights -> rights.all.stream())
                .toList();
    }

    /** What it asks for in the node's name that the Node authorizer leaves to roles: a certificate without a person. */
    public static List<Right> ofNode() {
        return of("certificates.k8s.io", "certificatesigningrequests/selfnodeclient", "create").all;
    }

    private static Rights definition(String name) {
        return of("apiextensions.k8s.io", "customresourcedefinitions", "get", "list", "watch")
                .named(name);
    }

    private static Rights of(String group, String resource, String... verbs) {
        return new Rights(Stream.of(verbs)
                .map(verb -> new Right(verb, group, resource, "", ""))
                .toList());
    }

    /** Rights that differ in the verb. */
    private record Rights(List<Right> all) {
        Rights named(String name) {
            return new Rights(all.stream()
                    .map(right -> new Right(right.verb, right.group, right.resource, right.namespace, name))
                    .toList());
        }

        Rights in(String namespace) {
            return new Rights(all.stream()
                    .map(right -> new Right(right.verb, right.group, right.resource, namespace, right.name))
                    .toList());
        }
    }

    /** Some of them as people say it: what may be done to the same thing is said together. */
    public static String words(List<Right> rights) {
        Map<Right, List<String>> verbs = new LinkedHashMap<>();
        for (Right right : rights) {
            Right thing = new Right("", right.group, right.resource, right.namespace, right.name);
            verbs.computeIfAbsent(thing, key -> new ArrayList<>()).add(right.verb);
        }
        return verbs.entrySet().stream()
                .map(entry -> String.join("/", entry.getValue()) + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    @Override
    public String toString() {
        String where = namespace.isEmpty() ? "" : " in " + namespace;
        String which = name.isEmpty() ? "" : " " + name;
        return verb + " " + resource + (group.isEmpty() ? "" : "." + group) + which + where;
    }
}
