package io.beemesh.agent.spec;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Every field of a pod and what this host does with it: the one table.
 *
 * <p>A field is read, has no meaning on a node, may only have certain values, or is refused. One that the table does
 * not know is refused as well. Zero values ({@code false}, empty) count as absent.
 *
 * <p><i>Source:</i> Kubernetes 1.36, staging/src/k8s.io/api/core/v1/types.go.
 */
final class Fields {
    static final Fields POD = new Fields(reads(
                    "volumes initContainers containers restartPolicy terminationGracePeriodSeconds "
                            + "activeDeadlineSeconds "
                            + "dnsPolicy serviceAccountName nodeName hostNetwork hostPID hostIPC "
                            + "shareProcessNamespace "
                            + "securityContext hostname subdomain hostAliases dnsConfig readinessGates "
                            + "enableServiceLinks ephemeralContainers priority "
                            + "setHostnameAsFQDN os hostnameOverride")
            .ignores("nodeSelector serviceAccount automountServiceAccountToken imagePullSecrets affinity schedulerName "
                    + "tolerations priorityClassName preemptionPolicy topologySpreadConstraints "
                    + "schedulingGates workloadRef schedulingGroup")
            .only("hostUsers", "true")
            .refuses("runtimeClassName", "hosts have one runtime; leave it out")
            .refuses("overhead", "comes from a runtime class, which hosts do not have")
            .refuses("resourceClaims", "hosts have no dynamic resources")
            .refuses("resources", "set the resources of each container instead"));
    static final Fields OS = new Fields(only("name", "linux"));
    static final Fields CONTAINER = new Fields(
            reads("name image command args workingDir ports envFrom env resources restartPolicy volumeMounts "
                            + "livenessProbe readinessProbe startupProbe lifecycle terminationMessagePath "
                            + "terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty "
                            + "restartPolicyRules resizePolicy")
                    .refuses("volumeDevices", "hosts have no raw block volumes"));
    static final Fields EPHEMERAL_CONTAINER =
            new Fields(reads("name image command args workingDir envFrom env volumeMounts terminationMessagePath "
                            + "terminationMessagePolicy imagePullPolicy securityContext stdin stdinOnce tty "
                            + "targetContainerName")
                    .refuses("volumeDevices", "hosts have no raw block volumes"));
    static final Fields RESIZE_POLICY =
            new Fields(only("resourceName", "cpu memory").only("restartPolicy", "NotRequired RestartContainer"));
    static final Fields RESTART_RULE = new Fields(reads("exitCodes").only("action", "Restart RestartAllContainers"));
    static final Fields EXIT_CODES = new Fields(reads("values").only("operator", "In NotIn"));
    static final Fields PORT = new Fields(reads("name hostPort containerPort protocol hostIP"));
    static final Fields ENV = new Fields(reads("name value valueFrom"));
    static final Fields ENV_SOURCE =
            new Fields(reads("fieldRef resourceFieldRef configMapKeyRef secretKeyRef fileKeyRef"));
    static final Fields FILE_REF = new Fields(reads("volumeName path key optional"));
    static final Fields ENV_FROM = new Fields(reads("prefix configMapRef secretRef"));
    static final Fields KEY_REF = new Fields(reads("name key optional"));
    static final Fields OBJECT_REF = new Fields(reads("name optional"));
    static final Fields FIELD_REF = new Fields(reads("fieldPath").only("apiVersion", "v1"));
    static final Fields RESOURCE_REF = new Fields(reads("containerName resource divisor"));
    static final Fields RESOURCES =
            new Fields(reads("limits requests").refuses("claims", "hosts have no dynamic resources"));
    static final Fields MOUNT = new Fields(reads("name readOnly mountPath subPath subPathExpr mountPropagation")
            .only("recursiveReadOnly", "Disabled IfPossible"));
    static final Fields PROBE =
            new Fields(reads("exec httpGet tcpSocket grpc initialDelaySeconds timeoutSeconds periodSeconds "
                    + "successThreshold failureThreshold terminationGracePeriodSeconds"));
    static final Fields HOOKS = new Fields(reads("postStart preStop stopSignal"));
    static final Fields HOOK = new Fields(reads("exec httpGet tcpSocket sleep"));
    static final Fields EXEC = new Fields(reads("command"));
    static final Fields HTTP_GET = new Fields(reads("path port host scheme httpHeaders"));
    static final Fields TCP_SOCKET = new Fields(reads("port host"));
    static final Fields GRPC = new Fields(reads("port service"));
    static final Fields NAMED_VALUE = new Fields(reads("name value"));
    static final Fields READINESS_GATE = new Fields(reads("conditionType"));
    static final Fields SLEEP = new Fields(reads("seconds"));
    static final Fields SECURITY =
            new Fields(reads("capabilities privileged runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem "
                            + "allowPrivilegeEscalation seccompProfile seLinuxOptions")
                    .only("procMount", "Default")
                    .ignores("appArmorProfile windowsOptions"));
    static final Fields POD_SECURITY =
            new Fields(reads("runAsUser runAsGroup runAsNonRoot supplementalGroups fsGroup sysctls seccompProfile "
                            + "seLinuxOptions")
                    .only("supplementalGroupsPolicy", "Merge")
                    .only("fsGroupChangePolicy", "Always OnRootMismatch")
                    .only("seLinuxChangePolicy", "MountOption Recursive")
                    .ignores("appArmorProfile windowsOptions"));
    static final Fields SELINUX = new Fields(reads("user role type level"));
    static final Fields PROFILE =
            new Fields(only("type", "RuntimeDefault Unconfined Localhost").reads("localhostProfile"));
    static final Fields APP_ARMOR = new Fields(
            only("type", "RuntimeDefault").refuses("localhostProfile", "hosts have no profiles of their own"));
    static final Fields CAPABILITIES = new Fields(reads("add drop"));
    static final Fields HOST_ALIAS = new Fields(reads("ip hostnames"));
    static final Fields DNS = new Fields(reads("nameservers searches options"));
    static final Fields VOLUME = new Fields(
            reads("name hostPath emptyDir secret downwardAPI configMap projected persistentVolumeClaim ephemeral "
                            + "image")
                    .emptyCounts()
                    .refuses("csi", "hosts run no storage drivers"));
    static final Fields CLAIM = new Fields(reads("claimName readOnly"));
    static final Fields IMAGE = new Fields(reads("reference pullPolicy"));
    static final Fields OWN_CLAIM = new Fields(reads("volumeClaimTemplate"));
    static final Fields EMPTY_DIR = new Fields(only("medium", "Memory").reads("sizeLimit"));
    static final Fields CONFIG_MAP = new Fields(reads("name items defaultMode optional"));
    static final Fields SECRET = new Fields(reads("secretName items defaultMode optional"));
    static final Fields DOWNWARD = new Fields(reads("items defaultMode"));
    static final Fields PROJECTED = new Fields(reads("sources defaultMode"));
    static final Fields PROJECTION = new Fields(reads("secret downwardAPI configMap serviceAccountToken")
            .refuses("clusterTrustBundle", "project a ConfigMap instead")
            .refuses("podCertificate", "hosts ask for no certificates"));
    static final Fields PROJECTED_OBJECT = new Fields(reads("name items optional"));
    static final Fields PROJECTED_FIELDS = new Fields(reads("items"));
    static final Fields TOKEN = new Fields(reads("audience path").ignores("expirationSeconds"));
    static final Fields ITEM = new Fields(reads("key path mode"));
    static final Fields FIELD_FILE = new Fields(reads("path fieldRef resourceFieldRef mode"));
    static final Fields HOST_PATH = new Fields(reads("path type"));

    private final Shape shape;

    private Fields(Shape shape) {
        this.shape = shape;
    }

    /** Refuses the first field of an object that is not honoured here. */
    void check(Cursor object) throws Cursor.Refusal {
        if (object.isPresent() && !object.node().isObject()) {
            throw object.refuse("is not an object");
        }
        for (Map.Entry<String, JsonNode> field : object.node().properties()) {
            Cursor at = object.at(field.getKey());
            Rule rule = shape.rules.getOrDefault(field.getKey(), Rule.UNKNOWN);
            boolean counts = at.isSet() || rule.minds(field.getValue()) || (shape.emptyCounts && at.isPresent());
            if (counts && !rule.accepts(field.getValue())) {
                throw at.refuse(rule.why);
            }
        }
    }

    private static Shape reads(String names) {
        return new Shape().reads(names);
    }

    private static Shape only(String name, String values) {
        return new Shape().only(name, values);
    }

    private record Rule(boolean any, Set<String> values, String why) {
        static final Rule FREE = new Rule(true, Set.of(), "");
        static final Rule UNKNOWN = new Rule(false, Set.of(), "is not supported by this host; leave the field out");

        /** Whether a {@code false} means something: there is a yes that it may be instead. */
        boolean minds(JsonNode value) {
            return value.isBoolean() && !values.isEmpty();
        }

        boolean accepts(JsonNode value) {
            return any || values.contains(value.asText());
        }
    }

    private static final class Shape {
        private final Map<String, Rule> rules = new LinkedHashMap<>();
        private boolean emptyCounts;

        /** An empty object says something here, as the kind of a volume does. */
        Shape emptyCounts() {
            emptyCounts = true;
            return this;
        }

        Shape reads(String names) {
            for (String name : names.split(" ", -1)) {
                rules.put(name, Rule.FREE);
            }
            return this;
        }

        Shape ignores(String names) {
            return reads(names);
        }

        Shape only(String name, String values) {
            Set<String> allowed = Set.of(values.split(" ", -1));
            rules.put(name, new Rule(false, allowed, "is not supported by this host (it may be: " + values + ")"));
            return this;
        }

        Shape refuses(String name, String advice) {
            rules.put(name, new Rule(false, Set.of(), "is not supported by this host: " + advice));
            return this;
        }
    }
}
