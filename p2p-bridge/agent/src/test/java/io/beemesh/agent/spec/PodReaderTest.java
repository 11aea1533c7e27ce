package io.beemesh.agent.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PodReaderTest {
    private static final String META = "'metadata':{'name':'web','namespace':'shop','uid':'u-1','generation':3}";

    @Test
    void readsWhatTheApiServerDefaults() {
        Pod pod = read("""
            {%s,'spec':{'containers':[{'name':'c','image':'r/i:1','resources':{},
             'terminationMessagePath':'/dev/termination-log','terminationMessagePolicy':'File',
             'imagePullPolicy':'IfNotPresent'}],'restartPolicy':'Always','terminationGracePeriodSeconds':30,
             'dnsPolicy':'ClusterFirst','serviceAccountName':'default','serviceAccount':'default',
             'nodeName':'beemesh','securityContext':{},'schedulerName':'default-scheduler',
             'tolerations':[{'key':'k','operator':'Exists'}],'priority':0,'enableServiceLinks':true,
             'preemptionPolicy':'PreemptLowerPriority'}}\
            """.formatted(META));

        assertThat(pod.meta().fullName()).isEqualTo("web_shop(u-1)");
        assertThat(pod.meta().generation()).isEqualTo(3);
        assertThat(pod.lifetime()).isEqualTo(new Pod.Lifetime(Pod.RestartPolicy.ALWAYS, 30, OptionalLong.empty()));
        Container container = pod.containers().getFirst();
        assertThat(container.path()).isEqualTo("spec.containers{c}");
        assertThat(container.pullPolicy()).isEqualTo(Container.PullPolicy.IF_NOT_PRESENT);
        assertThat(container.terminationMessage())
                .isEqualTo(new Container.TerminationMessage("/dev/termination-log", false));
    }

    @Test
    void readsEveryKindOfVolume() {
        Pod pod = spec("'volumes':[{'name':'a'},{'name':'b','emptyDir':{'medium':'Memory','sizeLimit':'1Mi'}},"
                + "{'name':'c','configMap':{'name':'m','items':[{'key':'k','path':'p','mode':256}],'defaultMode':420}},"
                + "{'name':'d','secret':{'secretName':'s','optional':true}},"
                + "{'name':'e','projected':{'sources':[{'serviceAccountToken':"
                + "{'path':'token','expirationSeconds':3607}},"
                + "{'configMap':{'name':'kube-root-ca.crt','items':[{'key':'ca.crt','path':'ca.crt'}]}},"
                + "{'downwardAPI':{'items':[{'path':'ns','fieldRef':{'apiVersion':'v1',"
                + "'fieldPath':'metadata.namespace'}}]}}]}},"
                + "{'name':'f','hostPath':{'path':'/data','type':''}}]");

        assertThat(pod.volumes()).extracting(Volume::name).containsExactly("a", "b", "c", "d", "e", "f");
        assertThat(pod.volumes().get(1).source()).isEqualTo(new Volume.Source.EmptyDir(true, Quantity.parse("1Mi")));
        assertThat(((Volume.Source.ConfigMap) pod.volumes().get(2).source())
                        .items()
                        .chosen())
                .containsExactly(new Volume.Item("k", "p", OptionalInt.of(256)));
        assertThat(((Volume.Source.Projected) pod.volumes().get(4).source()).sources())
                .hasSize(3);
    }

    @Test
    void readsProbesHooksAndSidecars() {
        Pod pod = spec("'initContainers':[{'name':'s','image':'i','restartPolicy':'Always',"
                + "'livenessProbe':{'httpGet':{'path':'/x','port':'web','scheme':'HTTPS'},'periodSeconds':5},"
                + "'lifecycle':{'preStop':{'sleep':{'seconds':3}},'postStart':{'exec':{'command':['a']}}}}]");

        Container sidecar = pod.initContainers().getFirst();
        assertThat(sidecar.sidecar()).isTrue();
        assertThat(sidecar.pullPolicy()).isEqualTo(Container.PullPolicy.ALWAYS);
        Probe probe = sidecar.probes().liveness().orElseThrow();
        assertThat(probe.timing()).isEqualTo(new Probe.Timing(0, 1, 5, 1, 3));
        assertThat(((Probe.Action.HttpGet) probe.action()).port()).isEqualTo(new Probe.Port(0, "web"));
        assertThat(sidecar.hooks().preStop()).contains(new Probe.Action.Sleep(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'runtimeClassName':'gvisor' | spec.runtimeClassName | \"gvisor\"",
                "'hostUsers':false | spec.hostUsers | false",
                "'resources':{'limits':{'cpu':'1'}} | spec.resources | cpu",
                "'volumes':[{'name':'a','csi':{'driver':'x'}}] | spec.volumes[0].csi | driver",
                "'os':{'name':'windows'} | spec.os.name | windows",
                "'somethingNew':{'a':1} | spec.somethingNew | not supported",
                "'restartPolicy':'Sometimes' | spec.restartPolicy | Sometimes",
                "'hostNetwork':'yes' | spec.hostNetwork | true or false",
                "'initContainers':[{'name':'c','image':'i'}] | spec.containers | twice",
                "'initContainers':[{'name':'d','image':'i','volumeMounts':[{'name':'no','mountPath':'/x'}]}] "
                        + "| spec.initContainers{d} | volume no",
                "'initContainers':[{'name':'d','image':'i','resources':{'limits':{'cpu':'much'}}}] "
                        + "| spec.initContainers[0].resources.limits.cpu | much"
            })
    void refusesByPathAndValueWhatItDoesNotHonour(String field, String path, String says) {
        PodReader.Result result = PodReader.read(json(field));

        assertThat(result).isInstanceOfSatisfying(PodReader.Result.Unsupported.class, unsupported -> {
            assertThat(unsupported.path()).isEqualTo(path);
            assertThat(unsupported.message()).startsWith(path).contains(says);
        });
    }

    @Test
    void hostNameThatIsOverriddenHasNoDomain() {
        Network network =
                spec("'hostname':'a','subdomain':'b','hostnameOverride':'c.d'").network();

        assertThat(network.hostname()).isEqualTo("c.d");
        assertThat(network.subdomain()).isEmpty();
    }

    @Test
    void takesZeroValuesForAbsent() {
        assertThat(spec("'runtimeClassName':null,'overhead':{},'hostPID':false")
                        .sharing()
                        .processes())
                .isFalse();
    }

    @Test
    void tellsWhatIsNoJson() {
        assertThat(PodReader.read("{".getBytes(StandardCharsets.UTF_8))).isInstanceOf(PodReader.Result.Malformed.class);
    }

    private static Pod spec(String field) {
        return ((PodReader.Result.Read) PodReader.read(json(field))).pod();
    }

    private static byte[] json(String field) {
        return "{%s,'spec':{%s,'containers':[{'name':'c','image':'r/i:1'}]}}"
                .formatted(META, field)
                .replace('\'', '"')
                .getBytes(StandardCharsets.UTF_8);
    }

    private static Pod read(String json) {
        PodReader.Result result = PodReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return ((PodReader.Result.Read) result).pod();
    }
}
