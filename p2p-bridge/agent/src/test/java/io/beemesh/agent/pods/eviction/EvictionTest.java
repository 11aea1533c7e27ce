package io.beemesh.agent.pods.eviction;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import io.beemesh.agent.spec.Quantity;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvictionTest {
    private static final Eviction.Shortage SHORTAGE =
            new Eviction.Shortage(Eviction.Scarce.MEMORY, 43_612L << 10, Quantity.parse("100Mi"));
    private static final int CRITICAL = 2_000_001_000;

    @Test
    void thoseOverTheirRequestGoBeforeThoseOfLowerPriority() {
        assertThat(first(candidate("modest", 0, "100Mi", 90), candidate("greedy", 100, "100Mi", 110)))
                .isEqualTo("greedy");
    }

    @Test
    void ofThoseOverTheirRequestTheLowestPriorityGoesFirst() {
        assertThat(first(candidate("high", 7, "100Mi", 900), candidate("low", 3, "100Mi", 110)))
                .isEqualTo("low");
    }

    @Test
    void ofOnePriorityTheOneThatUsesMostBeyondItsRequestGoesFirst() {
        assertThat(first(candidate("big", 0, "500Mi", 550), candidate("bold", 0, "100Mi", 200)))
                .isEqualTo("bold");
    }

    @Test
    void criticalPodsStay() {
        assertThat(Eviction.choose(List.of(candidate("vital", CRITICAL, "1Mi", 900)), SHORTAGE))
                .isEmpty();
    }

    @Test
    void saysWhyInTheKubeletsWords() {
        assertThat(Eviction.choose(List.of(candidate("web", 0, "50Mi", 200)), SHORTAGE)
                        .orElseThrow()
                        .message())
                .isEqualTo("The node was low on resource: memory. Threshold quantity: 100Mi, available: 43612Ki. "
                        + "Container web was using 200Mi, request is 50Mi, has larger consumption of memory. ");
    }

    @Test
    void countsVolumesAndContainersWhenADiskIsShort() {
        Eviction.Shortage disk = new Eviction.Shortage(Eviction.Scarce.STORAGE, 8L << 30, Quantity.ofBytes(10L << 30));
        Pod asks = read("asks", 0, "{'requests':{'ephemeral-storage':'2Gi'}}");
        Eviction.Candidate modest = new Eviction.Candidate(
                new PodKey("c1", "asks"), asks, new Eviction.Use(Map.of("asks", 1L << 30), 1L << 29));
        Eviction.Candidate writer = new Eviction.Candidate(
                new PodKey("c1", "writer"), pod("writer", 0, ""), new Eviction.Use(Map.of("writer", 3L << 20), 0));
        Eviction.Candidate hoarder = new Eviction.Candidate(
                new PodKey("c1", "hoarder"),
                pod("hoarder", 0, ""),
                new Eviction.Use(Map.of("hoarder", 1L << 20), 1L << 30));

        assertThat(Eviction.choose(List.of(modest, writer, hoarder), disk))
                .contains(new Eviction.Victim(
                        hoarder.key(),
                        "The node was low on resource: ephemeral-storage. Threshold quantity: 10Gi, available: 8Gi. "
                                + "Container hoarder was using 1Mi, request is 0, has larger consumption of"
                                + " ephemeral-storage. "));
        assertThat(Eviction.choose(List.of(modest, writer), disk))
                .map(Eviction.Victim::key)
                .contains(writer.key());
    }

    @ParameterizedTest
    @CsvSource({
        "0,,MemoryPressure,true",
        "0,1Mi,MemoryPressure,false",
        "0,1Mi,DiskPressure,true",
        "0,1Mi,MemoryPressure DiskPressure,true",
        "2000000000,,DiskPressure,false",
        "0,,,false"
    })
    void refusesUnderPressureAsTheKubeletDoes(int priority, String request, String conditions, boolean refused) {
        Pod pod = pod("web", priority, request == null ? "" : request);
        List<String> list = conditions == null ? List.of() : List.of(conditions.split(" ", -1));

        assertThat(Pressure.refuses(pod, list).isPresent()).isEqualTo(refused);
    }

    @Test
    void saysUnderWhatConditionItRefuses() {
        assertThat(Pressure.refuses(pod("web", 0, ""), List.of("MemoryPressure")))
                .contains("The node had condition: [MemoryPressure]. ");
    }

    private static String first(Eviction.Candidate... running) {
        return Eviction.choose(List.of(running), SHORTAGE).orElseThrow().key().uid();
    }

    private static Eviction.Candidate candidate(String name, int priority, String request, long usedMebibytes) {
        return new Eviction.Candidate(
                new PodKey("c1", name),
                pod(name, priority, request),
                new Eviction.Use(Map.of(name, usedMebibytes << 20), 0));
    }

    static Pod pod(String name, int priority, String memoryRequest) {
        return read(name, priority, memoryRequest.isEmpty() ? "{}" : "{'requests':{'memory':'" + memoryRequest + "'}}");
    }

    private static Pod read(String name, int priority, String resources) {
        String json = ("{'metadata':{'name':'%s','uid':'u'},'spec':{'priority':%d,'containers':"
                        + "[{'name':'%s','image':'i','resources':%s}]}}")
                .formatted(name, priority, name, resources)
                .replace('\'', '"');
        return ((PodReader.Result.Read) PodReader.read(json.getBytes(StandardCharsets.UTF_8))).pod();
    }
}
