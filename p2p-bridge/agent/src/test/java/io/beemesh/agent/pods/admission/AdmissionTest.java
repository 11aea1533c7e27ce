package io.beemesh.agent.pods.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdmissionTest {
    private static final Amount ALLOCATABLE = new Amount(2000, 1 << 30, 1L << 40, 2);

    @Test
    void countsSidecarsWithThePodAndTheLargestInitContainerAlone() {
        Pod pod = pod(
                "'initContainers':[{'name':'s','image':'i','restartPolicy':'Always',%s},{'name':'i','image':'i',%s}],"
                                .formatted(cpu("100m"), cpu("700m"))
                        + "'containers':[{'name':'a','image':'i',%s},{'name':'b','image':'i',%s}]"
                                .formatted(cpu("200m"), cpu("300m")));

        assertThat(Amount.of(pod).cpuMillis()).isEqualTo(800);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'cpu':'1501m' | 500 | 0 | 0 | OutOfcpu",
                "'memory':'2Gi' | 0 | 0 | 0 | OutOfmemory",
                "'ephemeral-storage':'2Ti' | 0 | 0 | 0 | OutOfephemeral-storage",
                "'cpu':'1' | 0 | 0 | 2 | OutOfpods"
            })
    void namesTheResourceThatIsShort(String request, long cpu, long memory, long pods, String reason) {
        Pod pod = pod("'containers':[{'name':'a','image':'i','resources':{'requests':{%s}}}]".formatted(request));

        Admission.Verdict verdict =
                new Admission(ALLOCATABLE, HostPolicy.STRICT).ask(pod, new Amount(cpu, memory, 0, pods));

        assertThat(verdict).isInstanceOfSatisfying(Admission.Verdict.Refused.class, refused -> {
            assertThat(refused.reason()).isEqualTo(reason);
            assertThat(refused.message()).startsWith("Node didn't have enough resource: " + reason.substring(5));
            assertThat(refused.permanent()).isFalse();
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "kernel.core_pattern | x | forbidden sysctl: \"kernel.core_pattern\" not allowlisted",
                "../../etc/passwd | 1 | forbidden sysctl: \"../../etc/passwd\" not allowlisted",
                "net.ipv4.ip_forward | 1 | forbidden sysctl: \"net.ipv4.ip_forward\" not allowlisted",
                "net.ipv4.tcp_rmem | 1\\n../../etc/x 2 | forbidden sysctl: \"net.ipv4.tcp_rmem\" has a value that is no"
                        + " number, list or range of numbers"
            })
    void refusesKernelParametersThatAreNotThePodsOwn(String name, String value, String message) {
        Pod pod = pod("'securityContext':{'sysctls':[{'name':'%s','value':'%s'}]},".formatted(name, value)
                + "'containers':[{'name':'a','image':'i'}]");

        assertThat(new Admission(ALLOCATABLE, new HostPolicy(HostPolicy.WORDS, Optional.empty(), Optional.empty()))
                        .ask(pod, Amount.NONE))
                .isEqualTo(new Admission.Verdict.Refused("SysctlForbidden", message, true));
    }

    @Test
    void takesTheKernelParametersThatTheKubeletCallsSafe() {
        Pod pod = pod("'securityContext':{'sysctls':[{'name':'net/ipv4/ip_local_port_range','value':'20000 20999'}]},"
                + "'containers':[{'name':'a','image':'i'}]");

        assertThat(new Admission(ALLOCATABLE, HostPolicy.STRICT).ask(pod, Amount.NONE))
                .isEqualTo(new Admission.Verdict.Admitted());
    }

    @ParameterizedTest
    @CsvSource({"ALL", "all", "SYS_ADMIN", "CAP_SYS_MODULE", "dac_read_search"})
    void refusesCapabilitiesOfTheMachine(String capability) {
        Pod pod = pod("'containers':[{'name':'a','image':'i','securityContext':{'capabilities':{'add':['%s']}}}]"
                .formatted(capability));

        assertThat(new Admission(ALLOCATABLE, HostPolicy.STRICT).ask(pod, Amount.NONE))
                .isInstanceOfSatisfying(Admission.Verdict.Refused.class, refused -> assertThat(refused.message())
                        .contains(capability, "--allow privileged"));
        assertThat(new Admission(ALLOCATABLE, new HostPolicy(Set.of("privileged"), Optional.empty(), Optional.empty()))
                        .ask(pod, Amount.NONE))
                .isEqualTo(new Admission.Verdict.Admitted());
    }

    @Test
    void namesFilesOfTheHostsFolderOfProfiles() {
        Pod pod = pod("'containers':[{'name':'a','image':'i','securityContext':{'seccompProfile':"
                + "{'type':'Localhost','localhostProfile':'own/strict.json'}}}]");
        HostPolicy policy = new HostPolicy(Set.of(), Optional.of(Path.of("/etc/seccomp")), Optional.empty());

        assertThat(HostPolicy.STRICT.forbids(pod))
                .contains(
                        "spec.containers{a}: seccomp profile localhost/own/strict.json is not allowed on this host (its"
                                + " owner can name a folder of profiles with --seccomp-profiles)");
        assertThat(policy.forbids(pod)).isEmpty();
        assertThat(pod.containers().getFirst().security().seccomp().flatMap(policy::file))
                .contains(Path.of("/etc/seccomp/own/strict.json"));
        assertThat(policy.file("RuntimeDefault")).isEmpty();
    }

    @Test
    void takesWhatAsksForNothingOnAFullHost() {
        Pod pod = pod("'containers':[{'name':'a','image':'i'}]");

        assertThat(new Admission(ALLOCATABLE, HostPolicy.STRICT).ask(pod, new Amount(9000, 9L << 40, 0, 1)))
                .isEqualTo(new Admission.Verdict.Admitted());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'hostNetwork':true,'containers':[{'name':'a','image':'i'}] | hostNetwork",
                "'hostPID':true,'containers':[{'name':'a','image':'i'}] | hostPID",
                "'hostIPC':true,'containers':[{'name':'a','image':'i'}] | hostIPC",
                "'volumes':[{'name':'v','hostPath':{'path':'/'}}],'containers':[{'name':'a','image':'i'}] | hostPath",
                "'containers':[{'name':'a','image':'i','securityContext':{'privileged':true}}] | privileged",
                "'containers':[{'name':'a','image':'i','securityContext':{'capabilities':{'add':['ALL']}}}]|privileged"
            })
    void forbidsWhatTheOwnerDidNotAllow(String spec, String word) {
        HostPolicy all = new HostPolicy(HostPolicy.WORDS, Optional.empty(), Optional.empty());

        assertThat(HostPolicy.STRICT.forbids(pod(spec)))
                .hasValueSatisfying(
                        sentence -> assertThat(sentence).contains(word).endsWith("--allow " + word + ")"));
        assertThat(all.forbids(pod(spec))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'hostPort':80 | 'hostPort':80 | true",
                "'hostPort':80 | 'hostPort':81 | false",
                "'hostPort':80 | 'hostPort':80,'protocol':'UDP' | false",
                "'hostPort':80,'hostIP':'10.0.0.1' | 'hostPort':80 | true",
                "'hostPort':80 | 'hostPort':80,'hostIP':'10.0.0.1' | true",
                "'hostPort':80,'hostIP':'0.0.0.0' | 'hostPort':80,'hostIP':'10.0.0.1' | true",
                "'hostPort':80,'hostIP':'10.0.0.1' | 'hostPort':80,'hostIP':'10.0.0.2' | false",
                "'name':'n' | 'name':'n' | false"
            })
    void refusesAPortOfTheHostThatAnotherPodHas(String taken, String asked, boolean refused) {
        HostPorts ports = HostPorts.of(List.of(listening("'containers'", taken)));

        assertThat(ports.refuses(listening("'containers'", asked)))
                .isEqualTo(
                        refused
                                ? Optional.of(new Admission.Verdict.Refused(
                                        "NodePorts",
                                        "Predicate NodePorts failed: node(s) didn't have free ports for the requested"
                                                + " pod ports",
                                        false))
                                : Optional.empty());
    }

    @Test
    void portsOfSidecarsCountAndThoseOfOtherInitContainersDoNot() {
        Pod pod = listening("'containers'", "'hostPort':80");

        assertThat(HostPorts.of(List.of(listening("'initContainers'", "'hostPort':80")))
                        .refuses(pod))
                .isEmpty();
        assertThat(HostPorts.of(List.of(listening("'initContainers'", "'hostPort':80", "'restartPolicy':'Always'")))
                        .refuses(pod))
                .isPresent();
    }

    /** One whose container, or init container beside another one, has a port. */
    private static Pod listening(String list, String port, String... more) {
        String extra = more.length == 0 ? "" : "," + more[0];
        String own = list + ":[{'name':'a','image':'i','ports':[{'containerPort':8080,%s}]%s}]".formatted(port, extra);
        return pod(list.equals("'containers'") ? own : own + ",'containers':[{'name':'b','image':'i'}]");
    }

    private static String cpu(String amount) {
        return "'resources':{'requests':{'cpu':'" + amount + "'}}";
    }

    private static Pod pod(String spec) {
        String json = "{'metadata':{'name':'p','uid':'u'},'spec':{%s}}"
                .formatted(spec)
                .replace('\'', '"');
        return ((PodReader.Result.Read) PodReader.read(json.getBytes(StandardCharsets.UTF_8))).pod();
    }
}
