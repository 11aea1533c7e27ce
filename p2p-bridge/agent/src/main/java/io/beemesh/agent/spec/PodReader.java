package io.beemesh.agent.spec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a pod from its Kubernetes JSON, strictly. Safe for use by any thread. */
public final class PodReader {
    /** The kubelet's default for {@code terminationGracePeriodSeconds}. */
    public static final long GRACE_SECONDS_DEFAULT = 30;

    private static final ObjectMapper JSON = new ObjectMapper();

    private PodReader() {}

    /** What came of it. */
    public sealed interface Result {
        /** All of it is honoured. */
        record Read(Pod pod) implements Result {}

        /** A field is not honoured here; the message names its path and its value. */
        record Unsupported(String path, String message) implements Result {}

        /** It is no pod. */
        record Malformed(String message) implements Result {}
    }

    /** Reads one pod; unknown fields of metadata and status are left alone, those of spec are refused. */
    public static Result read(byte[] json) {
        try {
            return read(JSON.readTree(json));
        } catch (IOException malformed) {
            return new Result.Malformed(
                    "the pod is no JSON: " + malformed.getClass().getSimpleName());
        }
    }

    private static Result read(JsonNode root) {
        try {
            return new Result.Read(pod(new Cursor(root, "")));
        } catch (Cursor.Refusal refusal) {
            return new Result.Unsupported(refusal.path(), refusal.sentence());
        }
    }

    private static Pod pod(Cursor root) throws Cursor.Refusal {
        Cursor spec = root.at("spec");
        Fields.POD.check(spec);
        Fields.OS.check(spec.at("os"));
        List<Container> main = containers(spec, "containers");
        if (main.isEmpty()) {
            throw spec.at("containers").refuse("must name at least one container");
        }
        List<Volume> volumes = new ArrayList<>();
        for (Cursor at : spec.at("volumes").items()) {
            volumes.add(VolumeReader.volume(at));
        }
        Pod pod = new Pod(
                meta(root.at("metadata")),
                containers(spec, "initContainers"),
                main,
                containers(spec, "ephemeralContainers"),
                volumes,
                lifetime(spec),
                network(spec),
                security(spec.at("securityContext")),
                new Sharing(spec.flag("shareProcessNamespace"), spec.flag("hostPID"), spec.flag("hostIPC")),
                placement(spec));
        checkNames(spec, pod);
        return pod;
    }

    private static List<Container> containers(Cursor spec, String list) throws Cursor.Refusal {
        List<Container> containers = new ArrayList<>();
        for (Cursor at : spec.at(list).items()) {
            containers.add(new ContainerReader(at, "spec." + list).read());
        }
        return containers;
    }

    private static void checkNames(Cursor spec, Pod pod) throws Cursor.Refusal {
        Set<String> containers = new HashSet<>();
        Set<String> volumes = new HashSet<>();
        for (Volume volume : pod.volumes()) {
            if (!volumes.add(volume.name())) {
                throw spec.at("volumes").refuse("names " + volume.name() + " twice");
            }
        }
        for (Container container : Stream.concat(pod.allContainers(), pod.ephemeralContainers().stream())
                .toList()) {
            if (!containers.add(container.name())) {
                throw spec.at("containers").refuse("names " + container.name() + " twice");
            }
            for (Container.Mount mount : container.mounts()) {
                if (!volumes.contains(mount.volume())) {
                    throw new Cursor.Refusal(
                            container.path(),
                            container.path() + ": mounts volume " + mount.volume() + ", which is not there");
                }
            }
        }
    }

    private static Pod.Meta meta(Cursor meta) throws Cursor.Refusal {
        return new Pod.Meta(
                meta.text("namespace", "default"),
                meta.required("name"),
                meta.required("uid"),
                meta.map("labels"),
                meta.map("annotations"),
                meta.number("generation").orElse(0));
    }

    private static Pod.Lifetime lifetime(Cursor spec) throws Cursor.Refusal {
        Pod.RestartPolicy policy =
                switch (spec.text("restartPolicy", "Always")) {
                    case "Always" -> Pod.RestartPolicy.ALWAYS;
                    case "OnFailure" -> Pod.RestartPolicy.ON_FAILURE;
                    case "Never" -> Pod.RestartPolicy.NEVER;
                    default -> throw spec.at("restartPolicy").refuse("is not Always, OnFailure or Never");
                };
        return new Pod.Lifetime(
                policy,
                spec.number("terminationGracePeriodSeconds").orElse(GRACE_SECONDS_DEFAULT),
                spec.number("activeDeadlineSeconds"));
    }

    private static Pod.Placement placement(Cursor spec) throws Cursor.Refusal {
        List<String> gates = new ArrayList<>();
        for (Cursor gate : spec.at("readinessGates").items()) {
            Fields.READINESS_GATE.check(gate);
            gates.add(gate.required("conditionType"));
        }
        return new Pod.Placement(
                spec.text("nodeName"),
                spec.text("serviceAccountName"),
                spec.optionalFlag("enableServiceLinks").orElse(true),
                gates,
                spec.small("priority").orElse(0));
    }

    private static Network network(Cursor spec) throws Cursor.Refusal {
        List<Network.HostAlias> aliases = new ArrayList<>();
        for (Cursor alias : spec.at("hostAliases").items()) {
            Fields.HOST_ALIAS.check(alias);
            aliases.add(new Network.HostAlias(alias.required("ip"), alias.texts("hostnames")));
        }
        // An override is the whole name: no domain goes with it.
        String override = spec.text("hostnameOverride");
        return new Network(
                spec.flag("hostNetwork"),
                override.isEmpty() ? spec.text("hostname") : override,
                override.isEmpty() ? spec.text("subdomain") : "",
                spec.flag("setHostnameAsFQDN"),
                spec.text("dnsPolicy", "ClusterFirst"),
                dns(spec.at("dnsConfig")),
                aliases);
    }

    private static Network.Dns dns(Cursor config) throws Cursor.Refusal {
        Fields.DNS.check(config);
        List<String> options = new ArrayList<>();
        for (Cursor option : config.at("options").items()) {
            Fields.NAMED_VALUE.check(option);
            String value = option.text("value");
            options.add(value.isEmpty() ? option.text("name") : option.text("name") + ":" + value);
        }
        return new Network.Dns(config.texts("nameservers"), config.texts("searches"), options);
    }

    private static Security.OfPod security(Cursor context) throws Cursor.Refusal {
        Fields.POD_SECURITY.check(context);
        List<Long> groups = new ArrayList<>();
        for (Cursor group : context.at("supplementalGroups").items()) {
            groups.add(group.node().asLong());
        }
        Map<String, String> sysctls = new HashMap<>();
        for (Cursor sysctl : context.at("sysctls").items()) {
            Fields.NAMED_VALUE.check(sysctl);
            sysctls.put(sysctl.required("name"), sysctl.text("value"));
        }
        return new Security.OfPod(
                context.number("runAsUser"),
                context.number("runAsGroup"),
                context.optionalFlag("runAsNonRoot"),
                groups,
                context.number("fsGroup"),
                sysctls,
                seccomp(context),
                selinux(context));
    }

    /** As Podman writes the parts of a label. */
    static List<String> selinux(Cursor context) throws Cursor.Refusal {
        Cursor options = context.at("seLinuxOptions");
        Fields.SELINUX.check(options);
        List<String> parts = new ArrayList<>();
        for (String part : List.of("user", "role", "type", "level")) {
            if (!options.text(part).isEmpty()) {
                parts.add(part + ":" + options.text(part));
            }
        }
        return parts;
    }

    static Optional<String> seccomp(Cursor context) throws Cursor.Refusal {
        Cursor profile = context.at("seccompProfile");
        Fields.PROFILE.check(profile);
        Fields.APP_ARMOR.check(context.at("appArmorProfile"));
        return switch (profile.text("type")) {
            case "" -> Optional.empty();
            case "Localhost" -> Optional.of(Security.LOCALHOST + file(profile));
            default -> Optional.of(profile.text("type"));
        };
    }

    /** It must not lead out of the host's folder. */
    private static String file(Cursor profile) throws Cursor.Refusal {
        String file = profile.required("localhostProfile");
        List<String> steps = List.of(file.split("/", -1));
        if (steps.contains("") || steps.contains(".") || steps.contains("..") || file.indexOf('\0') >= 0) {
            throw profile.at("localhostProfile").refuse("is no path below the host's folder of profiles");
        }
        return file;
    }
}
