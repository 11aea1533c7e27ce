package io.beemesh.agent.pods.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import io.beemesh.agent.spec.Quantity;
import io.beemesh.agent.spec.Resources;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PodResourcesTest {
    @Test
    void countsSidecarsWithThePodAndTheLargestInitContainerAlone() {
        Pod pod = pod("'initContainers':["
                + container("s", "'restartPolicy':'Always',", "'cpu':'100m','memory':'32Mi'")
                + "," + container("i", "", "'cpu':'700m'") + "],'containers':["
                + container("a", "", "'cpu':'200m','memory':'32Mi'")
                + "," + container("b", "", "'cpu':'300m','ephemeral-storage':'1Gi'") + "]");

        assertThat(texts(PodResources.allocated(pod).requests()))
                .isEqualTo(Map.of("cpu", "800m", "memory", "64Mi", "ephemeral-storage", "1Gi"));
    }

    @Test
    void runningPodHasWhatItsContainersReallyHave() {
        Pod pod = pod("'containers':[" + container("a", "", "'cpu':'200m','ephemeral-storage':'1Gi'") + ","
                + container("b", "", "'memory':'64Mi'") + "]");
        Resources half = new Resources(Map.of("cpu", Quantity.parse("100m")), Map.of("cpu", Quantity.parse("1")));
        PodView view = view(pod, half);

        assertThat(texts(PodResources.actual(view, Phase.RUNNING).requests()))
                .isEqualTo(Map.of("cpu", "100m", "memory", "64Mi"));
        assertThat(texts(PodResources.actual(view, Phase.RUNNING).limits())).isEqualTo(Map.of("cpu", "1"));
        assertThat(texts(PodResources.actual(view, Phase.PENDING).requests()))
                .isEqualTo(Map.of("cpu", "200m", "memory", "64Mi", "ephemeral-storage", "1Gi"));
    }

    @Test
    void sameAmountIsToldAsThePodSaysIt() {
        Pod pod = pod("'containers':[" + container("a", "", "'memory':'100e6'") + "]");
        Resources same = new Resources(Map.of("memory", Quantity.ofBytes(100_000_000)), Map.of());

        assertThat(texts(PodResources.actual(view(pod, same), Phase.RUNNING).requests()))
                .isEqualTo(Map.of("memory", "100e6"));
    }

    @Test
    void amountsThatTheKernelRoundsToItsLeastAreNotTold() {
        Pod pod = pod("'containers':[" + container("a", "", "'cpu':'2m'") + "]");
        Resources least = new Resources(Map.of("cpu", Quantity.parse("2m")), Map.of("cpu", Quantity.parse("10m")));

        assertThat(PodResources.actual(view(pod, least), Phase.RUNNING)).isEqualTo(Resources.none());
        assertThat(texts(PodResources.allocated(pod).requests())).isEqualTo(Map.of("cpu", "2m"));
    }

    private static Map<String, String> texts(Map<String, Quantity> amounts) {
        return amounts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue()
                .text()));
    }

    private static String container(String name, String more, String requests) {
        return "{'name':'%s','image':'i',%s'resources':{'requests':{%s}}}".formatted(name, more, requests);
    }

    /** One whose first container has something else than it was allocated. */
    private static PodView view(Pod pod, Resources ofFirst) {
        List<ContainerView> main = pod.containers().stream()
                .map(spec -> {
                    ContainerView it = ContainerView.waiting(spec, "ContainerCreating");
                    Resources has = spec.name().equals("a") ? ofFirst : spec.resources();
                    return new ContainerView(spec, it.state(), it.last(), 0, it.identity(), true, true, has);
                })
                .toList();
        return new PodView(
                pod,
                List.of(),
                main,
                List.of(),
                Instant.EPOCH,
                new PodView.Sandbox(true, "192.0.2.7", List.of()),
                false,
                Optional.empty(),
                Map.of(),
                PodView.Resize.NONE,
                Optional.empty());
    }

    private static Pod pod(String spec) {
        String json = "{'metadata':{'name':'p','uid':'u'},'spec':{%s}}"
                .formatted(spec)
                .replace('\'', '"');
        return ((PodReader.Result.Read) PodReader.read(json.getBytes(StandardCharsets.UTF_8))).pod();
    }
}
