package io.beemesh.agent.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads one container. */
final class ContainerReader {
    private static final Set<String> HONOURED_RESOURCES = Set.of("cpu", "memory", "ephemeral-storage");
    private static final String MESSAGE_PATH_DEFAULT = "/dev/termination-log";

    private final Cursor at;
    private final String list;

    ContainerReader(Cursor at, String list) {
        this.at = at;
        this.list = list;
    }

    Container read() throws Cursor.Refusal {
        boolean ephemeral = list.equals("spec.ephemeralContainers");
        (ephemeral ? Fields.EPHEMERAL_CONTAINER : Fields.CONTAINER).check(at);
        String name = at.required("name");
        String image = at.required("image");
        return new Container(
                list + "{" + name + "}",
                name,
                image,
                pullPolicy(at.at("imagePullPolicy"), image),
                isSidecar(),
                restart(),
                at.texts("command"),
                at.texts("args"),
                at.text("workingDir"),
                ports(),
                envFrom(),
                env(),
                resources(),
                restartingResources(),
                mounts(),
                new Container.Probes(probe("startupProbe"), probe("livenessProbe"), probe("readinessProbe")),
                hooks(),
                terminationMessage(),
                security(at.at("securityContext")),
                new Container.Terminal(at.flag("stdin"), at.flag("stdinOnce"), at.flag("tty")),
                at.text("targetContainerName"));
    }

    private boolean isSidecar() throws Cursor.Refusal {
        return list.equals("spec.initContainers") && at.text("restartPolicy").equals("Always");
    }

    private Container.Restart restart() throws Cursor.Refusal {
        Optional<Pod.RestartPolicy> policy =
                switch (at.text("restartPolicy")) {
                    case "" -> Optional.empty();
                    case "Always" -> Optional.of(Pod.RestartPolicy.ALWAYS);
                    case "OnFailure" -> Optional.of(Pod.RestartPolicy.ON_FAILURE);
                    case "Never" -> Optional.of(Pod.RestartPolicy.NEVER);
                    default -> throw at.at("restartPolicy").refuse("is not Always, OnFailure or Never");
                };
        List<Container.Rule> rules = new ArrayList<>();
        for (Cursor rule : at.at("restartPolicyRules").items()) {
            rules.add(rule(rule));
        }
        return new Container.Restart(policy, rules);
    }

    private static Container.Rule rule(Cursor rule) throws Cursor.Refusal {
        Fields.RESTART_RULE.check(rule);
        Cursor codes = rule.at("exitCodes");
        Fields.EXIT_CODES.check(codes);
        Set<Integer> values = new HashSet<>();
        for (Cursor value : codes.at("values").items()) {
            values.add(value.node().asInt());
        }
        return new Container.Rule(
                rule.required("action").equals("RestartAllContainers"),
                codes.required("operator").equals("NotIn"),
                values);
    }

    static Container.PullPolicy pullPolicy(Cursor policy, String image) throws Cursor.Refusal {
        return switch (policy.text()) {
            case "Always" -> Container.PullPolicy.ALWAYS;
            case "IfNotPresent" -> Container.PullPolicy.IF_NOT_PRESENT;
            case "Never" -> Container.PullPolicy.NEVER;
            case "" -> latest(image) ? Container.PullPolicy.ALWAYS : Container.PullPolicy.IF_NOT_PRESENT;
            default -> throw policy.refuse("is not Always, IfNotPresent or Never");
        };
    }

    private static boolean latest(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        return !last.contains("@") && (!last.contains(":") || last.endsWith(":latest"));
    }

    private List<Container.Port> ports() throws Cursor.Refusal {
        List<Container.Port> ports = new ArrayList<>();
        for (Cursor port : at.at("ports").items()) {
            Fields.PORT.check(port);
            ports.add(new Container.Port(
                    port.text("name"),
                    port.small("containerPort").orElse(0),
                    port.small("hostPort").orElse(0),
                    port.text("protocol", "TCP"),
                    port.text("hostIP")));
        }
        return ports;
    }

    private List<Container.EnvFrom> envFrom() throws Cursor.Refusal {
        List<Container.EnvFrom> all = new ArrayList<>();
        for (Cursor from : at.at("envFrom").items()) {
            Fields.ENV_FROM.check(from);
            boolean secret = from.at("secretRef").isPresent();
            Cursor ref = from.at(secret ? "secretRef" : "configMapRef");
            Fields.OBJECT_REF.check(ref);
            all.add(new Container.EnvFrom(from.text("prefix"), secret, ref.text("name"), ref.flag("optional")));
        }
        return all;
    }

    private List<EnvVar> env() throws Cursor.Refusal {
        List<EnvVar> all = new ArrayList<>();
        for (Cursor variable : at.at("env").items()) {
            Fields.ENV.check(variable);
            Cursor from = variable.at("valueFrom");
            EnvVar.Source source = from.isSet() ? source(from) : new EnvVar.Source.Literal(variable.text("value"));
            all.add(new EnvVar(variable.required("name"), source));
        }
        return all;
    }

    private static EnvVar.Source source(Cursor from) throws Cursor.Refusal {
        Fields.ENV_SOURCE.check(from);
        if (from.at("fieldRef").isPresent()) {
            return field(from.at("fieldRef"));
        }
        if (from.at("resourceFieldRef").isPresent()) {
            return resource(from.at("resourceFieldRef"));
        }
        if (from.at("fileKeyRef").isPresent()) {
            Cursor file = from.at("fileKeyRef");
            Fields.FILE_REF.check(file);
            return new EnvVar.Source.FileKey(
                    file.required("volumeName"), file.required("path"), file.required("key"), file.flag("optional"));
        }
        boolean secret = from.at("secretKeyRef").isPresent();
        Cursor ref = from.at(secret ? "secretKeyRef" : "configMapKeyRef");
        Fields.KEY_REF.check(ref);
        String object = ref.text("name");
        String key = ref.required("key");
        return secret
                ? new EnvVar.Source.SecretKey(object, key, ref.flag("optional"))
                : new EnvVar.Source.ConfigMapKey(object, key, ref.flag("optional"));
    }

    static EnvVar.Source.Field field(Cursor ref) throws Cursor.Refusal {
        Fields.FIELD_REF.check(ref);
        return new EnvVar.Source.Field(ref.required("fieldPath"));
    }

    static EnvVar.Source.Resource resource(Cursor ref) throws Cursor.Refusal {
        Fields.RESOURCE_REF.check(ref);
        return new EnvVar.Source.Resource(
                ref.text("containerName"),
                ref.required("resource"),
                ref.at("divisor").quantity());
    }

    private Resources resources() throws Cursor.Refusal {
        Cursor resources = at.at("resources");
        Fields.RESOURCES.check(resources);
        return new Resources(quantities(resources.at("requests")), quantities(resources.at("limits")));
    }

    private Set<String> restartingResources() throws Cursor.Refusal {
        Set<String> restarting = new HashSet<>();
        for (Cursor policy : at.at("resizePolicy").items()) {
            Fields.RESIZE_POLICY.check(policy);
            if (policy.required("restartPolicy").equals("RestartContainer")) {
                restarting.add(policy.required("resourceName"));
            }
        }
        return restarting;
    }

    private static Map<String, Quantity> quantities(Cursor map) throws Cursor.Refusal {
        Map<String, Quantity> quantities = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : map.node().properties()) {
            if (!HONOURED_RESOURCES.contains(entry.getKey())) {
                throw map.at(entry.getKey()).refuse("cannot be given by this host: it has no such resource for pods");
            }
            quantities.put(entry.getKey(), map.at(entry.getKey()).quantity());
        }
        return quantities;
    }

    private List<Container.Mount> mounts() throws Cursor.Refusal {
        List<Container.Mount> mounts = new ArrayList<>();
        for (Cursor mount : at.at("volumeMounts").items()) {
            Fields.MOUNT.check(mount);
            mounts.add(new Container.Mount(
                    mount.required("name"),
                    mount.required("mountPath"),
                    mount.flag("readOnly"),
                    mount.text("subPath"),
                    mount.text("subPathExpr"),
                    mount.text("mountPropagation", "None")));
        }
        return mounts;
    }

    private Optional<Probe> probe(String field) throws Cursor.Refusal {
        Cursor probe = at.at(field);
        if (!probe.isPresent()) {
            return Optional.empty();
        }
        Fields.PROBE.check(probe);
        Probe.Timing timing = new Probe.Timing(
                probe.small("initialDelaySeconds").orElse(0),
                positive(probe.small("timeoutSeconds"), 1),
                positive(probe.small("periodSeconds"), 10),
                positive(probe.small("successThreshold"), 1),
                positive(probe.small("failureThreshold"), 3));
        Probe.Action action =
                action(probe).orElseThrow(() -> probe.refuse("names no exec, httpGet, tcpSocket or grpc"));
        return Optional.of(new Probe(action, timing, probe.number("terminationGracePeriodSeconds")));
    }

    private static int positive(OptionalInt given, int absent) {
        return given.isPresent() && given.getAsInt() > 0 ? given.getAsInt() : absent;
    }

    private static Optional<Probe.Action> action(Cursor of) throws Cursor.Refusal {
        Cursor exec = of.at("exec");
        Cursor http = of.at("httpGet");
        Cursor tcp = of.at("tcpSocket");
        Fields.EXEC.check(exec);
        Fields.TCP_SOCKET.check(tcp);
        Cursor grpc = of.at("grpc");
        Fields.GRPC.check(grpc);
        if (exec.isPresent()) {
            return Optional.of(new Probe.Action.Exec(exec.texts("command")));
        }
        if (http.isPresent()) {
            return Optional.of(http(http));
        }
        if (tcp.isPresent()) {
            return Optional.of(new Probe.Action.TcpSocket(tcp.text("host"), port(tcp)));
        }
        if (grpc.isPresent()) {
            return Optional.of(new Probe.Action.Grpc(grpc.small("port").orElse(0), grpc.text("service")));
        }
        Fields.SLEEP.check(of.at("sleep"));
        return of.at("sleep").isPresent()
                ? Optional.of(
                        new Probe.Action.Sleep(of.at("sleep").number("seconds").orElse(0)))
                : Optional.empty();
    }

    private static Probe.Action http(Cursor http) throws Cursor.Refusal {
        Fields.HTTP_GET.check(http);
        List<Probe.Header> headers = new ArrayList<>();
        for (Cursor header : http.at("httpHeaders").items()) {
            Fields.NAMED_VALUE.check(header);
            headers.add(new Probe.Header(header.required("name"), header.text("value")));
        }
        return new Probe.Action.HttpGet(
                http.text("scheme", "HTTP"), http.text("host"), port(http), http.text("path", "/"), headers);
    }

    private static Probe.Port port(Cursor of) throws Cursor.Refusal {
        JsonNode port = of.at("port").node();
        return port.isTextual() ? new Probe.Port(0, port.asText()) : new Probe.Port(port.asInt(), "");
    }

    private Container.Hooks hooks() throws Cursor.Refusal {
        Cursor lifecycle = at.at("lifecycle");
        Fields.HOOKS.check(lifecycle);
        Fields.HOOK.check(lifecycle.at("postStart"));
        Fields.HOOK.check(lifecycle.at("preStop"));
        return new Container.Hooks(
                action(lifecycle.at("postStart")), action(lifecycle.at("preStop")), lifecycle.text("stopSignal"));
    }

    private Container.TerminationMessage terminationMessage() throws Cursor.Refusal {
        return new Container.TerminationMessage(
                at.text("terminationMessagePath", MESSAGE_PATH_DEFAULT),
                at.text("terminationMessagePolicy").equals("FallbackToLogsOnError"));
    }

    private static Security.OfContainer security(Cursor context) throws Cursor.Refusal {
        Fields.SECURITY.check(context);
        Fields.CAPABILITIES.check(context.at("capabilities"));
        return new Security.OfContainer(
                context.number("runAsUser"),
                context.number("runAsGroup"),
                context.optionalFlag("runAsNonRoot"),
                context.flag("privileged"),
                context.flag("readOnlyRootFilesystem"),
                context.optionalFlag("allowPrivilegeEscalation"),
                context.at("capabilities").texts("add"),
                context.at("capabilities").texts("drop"),
                PodReader.seccomp(context),
                PodReader.selinux(context));
    }
}
