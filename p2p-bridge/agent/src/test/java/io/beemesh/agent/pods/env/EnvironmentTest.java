package io.beemesh.agent.pods.env;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.beemesh.agent.spec.Container;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import io.beemesh.mesh.wire.ConfigSource;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
    private static final Surroundings HERE = new Surroundings(
            "192.0.2.7",
            List.of("10.0.0.2", "fd00::2"),
            Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1"),
            2000,
            1 << 30,
            1 << 20);
    private static final Sources SOURCES = new Sources(List.of(
            source(ConfigSource.Kind.CONFIG_MAP, "cm", "a", "1"),
            source(ConfigSource.Kind.SECRET, "sec", "p", "x=y\nz"),
            ConfigSource.newBuilder()
                    .setKind(ConfigSource.Kind.CONFIG_MAP)
                    .setName("away")
                    .setMissing(true)
                    .build()));

    @Test
    void readsAVariableOfAFileInAVolume() throws Exception {
        String reference = "'env':[{'name':'X','valueFrom':{'fileKeyRef':{'volumeName':'v','path':'f','key':'%s'%s}}}]";

        assertThat(build(reference.formatted("A", "")).variables()).containsEntry("X", "of file");
        assertThat(build(reference.formatted("B", ",'optional':true")).variables())
                .doesNotContainKey("X");
        assertThatThrownBy(() -> build(reference.formatted("B", "")))
                .hasMessage("environment variable key \"B\" not found in file \"f\"");
    }

    @Test
    void prefersVariablesToObjectsAndThoseToServices() throws Exception {
        Environment environment = build("'envFrom':[{'prefix':'P_','configMapRef':{'name':'cm'}},"
                + "{'secretRef':{'name':'sec'}}],'env':[{'name':'P_a','value':'own $(p)'},"
                + "{'name':'EMPTY'},{'name':'HOST','value':'$(KUBERNETES_SERVICE_HOST):$(LATER)'},"
                + "{'name':'LATER','value':'$$(P_a)'}]");

        assertThat(environment.variables())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "P_a", "own x=y\nz",
                        "p", "x=y\nz",
                        "EMPTY", "",
                        "HOST", "10.96.0.1:$(LATER)",
                        "LATER", "$(P_a)",
                        "KUBERNETES_SERVICE_HOST", "10.96.0.1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metadata.name | web",
                "metadata.namespace | shop",
                "metadata.uid | u-1",
                "metadata.labels['app'] | w",
                "metadata.annotations['note.io/x'] | say \"hi\"",
                "spec.nodeName | beemesh",
                "spec.serviceAccountName | sa",
                "status.hostIP | 192.0.2.7",
                "status.podIP | 10.0.0.2",
                "status.podIPs | 10.0.0.2,fd00::2"
            })
    void tellsFieldsOfThePod(String path, String value) throws Exception {
        assertThat(new Downward(pod(""), HERE).field(path)).isEqualTo(value);
    }

    @Test
    void tellsAllLabelsAsQuotedLines() throws Exception {
        assertThat(new Downward(pod(""), HERE).field("metadata.labels")).isEqualTo("app=\"w\"\nzone=\"a\\tb\"");
    }

    @ParameterizedTest
    @CsvSource({
        "limits.cpu,1,2",
        "limits.memory,1Mi,64",
        "requests.cpu,1m,250",
        "requests.memory,1,67108864",
        "limits.ephemeral-storage,1,1048576"
    })
    void tellsResourcesInUnitsOfTheDivisor(String resource, String divisor, String value) throws Exception {
        Environment environment = build(("'resources':{'requests':{'cpu':'250m'},'limits':{'memory':'64Mi'}},"
                        + "'env':[{'name':'R','valueFrom':{'resourceFieldRef':{'resource':'%s','divisor':'%s'}}}]")
                .formatted(resource, divisor));

        assertThat(environment.variables()).containsEntry("R", value);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "configMapKeyRef | away | k | configmap \"away\" not found",
                "configMapKeyRef | cm | k | couldn't find key k in ConfigMap shop/cm",
                "secretKeyRef | nope | k | secret \"nope\" not found",
                "secretKeyRef | sec | k | couldn't find key k in Secret shop/sec"
            })
    void saysInTheKubeletsWordsWhatIsMissing(String kind, String object, String key, String message) throws Exception {
        String reference = "'env':[{'name':'A','valueFrom':{'%s':{'name':'%s','key':'%s'%s}}}]";

        assertThatThrownBy(() -> build(reference.formatted(kind, object, key, "")))
                .isInstanceOf(MissingValue.class)
                .hasMessage(message);
        assertThat(build(reference.formatted(kind, object, key, ",'optional':true"))
                        .variables())
                .doesNotContainKey("A");
    }

    @Test
    void saysWhichObjectOfAllKeysIsMissing() throws Exception {
        assertThatThrownBy(() -> build("'envFrom':[{'secretRef':{'name':'nope'}}]"))
                .hasMessage("secret \"nope\" not found");
        assertThat(build("'envFrom':[{'secretRef':{'name':'nope','optional':true}}]")
                        .variables())
                .containsOnlyKeys("KUBERNETES_SERVICE_HOST");
    }

    @Test
    void expandsPathsStrictly() throws Exception {
        Environment environment = build("'env':[{'name':'A','value':'x'}]");

        assertThat(environment.expandStrictly("logs/$(A)")).isEqualTo("logs/x");
        assertThatThrownBy(() -> environment.expandStrictly("$(B)")).isInstanceOf(MissingValue.class);
        assertThat(environment.expand(List.of("$(A)", "$(B)"))).containsExactly("x", "$(B)");
    }

    @Test
    void neverPrintsValues() throws Exception {
        assertThat(build("'envFrom':[{'secretRef':{'name':'sec'}}]")).asString().doesNotContain("x=y");
        assertThat(SOURCES).asString().doesNotContain("x=y");
    }

    private static Environment build(String fields) throws MissingValue {
        Pod pod = pod("," + fields);
        Container container = pod.containers().getFirst();
        return Environment.of(
                pod, container, SOURCES, HERE, (volume, path) -> "A='of file'".getBytes(StandardCharsets.UTF_8));
    }

    private static Pod pod(String containerFields) {
        String json = ("{'metadata':{'name':'web','namespace':'shop','uid':'u-1','labels':{'zone':'a\\tb','app':'w'},"
                        + "'annotations':{'note.io/x':'say \\\"hi\\\"'}},'spec':{'nodeName':'beemesh',"
                        + "'serviceAccountName':'sa','containers':[{'name':'c','image':'i'%s}]}}")
                .formatted(containerFields)
                .replace('\'', '"')
                .replace("s[\"", "s['")
                .replace("\"]", "']");
        return ((PodReader.Result.Read) PodReader.read(json.getBytes(StandardCharsets.UTF_8))).pod();
    }

    private static ConfigSource source(ConfigSource.Kind kind, String name, String key, String value) {
        return ConfigSource.newBuilder()
                .setKind(kind)
                .setName(name)
                .putData(key, ByteString.copyFromUtf8(value))
                .build();
    }
}
