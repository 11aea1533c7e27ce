package io.beemesh.provider.kubelet.usage;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.mesh.wire.CpuUsage;
import io.beemesh.mesh.wire.MachineUsage;
import io.beemesh.provider.kubelet.testing.FixedUsage;
import io.beemesh.provider.kubelet.usage.MetricText.Family;
import io.beemesh.provider.kubelet.usage.MetricText.Labels;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class UsageViewsTest {
    private final UsageViews views = new UsageViews(new FixedUsage());

    private String metrics(String path) {
        return views.metrics("node", path).orElseThrow();
    }

    private static Set<String> names(String metrics) {
        Set<String> names = new TreeSet<>();
        metrics.lines().filter(line -> !line.startsWith("#")).forEach(line -> names.add(line.split("[{ ]", 2)[0]));
        return names;
    }

    @Test
    void tellsResourcesByTheNamesOfTheKubelet() {
        String text = metrics("/metrics/resource");

        String container = "container=\"main\",namespace=\"default\",pod=\"web\"";

        assertThat(text)
                .startsWith("# HELP container_cpu_usage_seconds_total [STABLE] Cumulative cpu time consumed by the "
                        + "container in core-seconds\n# TYPE container_cpu_usage_seconds_total counter\n"
                        + "container_cpu_usage_seconds_total{" + container + "} 1.5 1767323045678\n")
                .contains("\ncontainer_start_time_seconds{" + container + "} 1767323045.5\n")
                .contains("\nnode_cpu_usage_seconds_total 3 1767323045678\n")
                .contains("\nnode_memory_working_set_bytes 6000 1767323045678\n")
                .contains("\npod_memory_working_set_bytes{namespace=\"default\",pod=\"web\"} 3000 1767323045678\n")
                .endsWith("\nresource_scrape_error 0\n");
        assertThat(names(text))
                .containsExactly(
                        "container_cpu_usage_seconds_total",
                        "container_memory_working_set_bytes",
                        "container_start_time_seconds",
                        "container_swap_limit_bytes",
                        "container_swap_usage_bytes",
                        "node_cpu_usage_seconds_total",
                        "node_memory_working_set_bytes",
                        "node_swap_usage_bytes",
                        "pod_cpu_usage_seconds_total",
                        "pod_memory_working_set_bytes",
                        "pod_swap_usage_bytes",
                        "resource_scrape_error");
    }

    @Test
    void tellsNothingOfANodeNoneOfWhoseHostsAnswers() {
        NodeUsage.Machine silent = new NodeUsage.Machine(
                "m-1",
                "b-1",
                MachineUsage.newBuilder()
                        .setCpu(CpuUsage.newBuilder().setNanos(7))
                        .build());
        NodeUsage node = new NodeUsage("node", Instant.EPOCH, List.of(silent), List.of());

        assertThat(names(ResourceMetrics.of(node))).containsExactly("resource_scrape_error");
        assertThat(names(CadvisorMetrics.of(node))).containsExactly("container_scrape_error", "machine_scrape_error");
    }

    @Test
    void tellsDashboardsWhatTheyAskFor() {
        String text = metrics("/metrics/cadvisor");
        String container = "container=\"main\",id=\"/pods/1a\",image=\"busybox:1\",name=\"1a\","
                + "namespace=\"default\",pod=\"web\"";
        String pod = "container=\"\",id=\"/kubepods/podu-1\",image=\"\",name=\"\",namespace=\"default\",pod=\"web\"";

        assertThat(text)
                .contains("\ncontainer_cpu_usage_seconds_total{" + container + ",cpu=\"total\"} 1.5 1767323045678\n")
                .contains("\ncontainer_memory_working_set_bytes{" + container + "} 3000 1767323045678\n")
                .contains("\ncontainer_spec_memory_limit_bytes{" + container + "} 8000\n")
                .contains("\ncontainer_network_receive_bytes_total{" + pod + ",interface=\"eth0\"} 21 1767323045678\n")
                .contains("\ncontainer_fs_usage_bytes{" + container + ",device=\"\"} 11 1767323045678\n")
                .contains("\nmachine_cpu_cores{boot_id=\"b-1\",machine_id=\"m-1\",system_uuid=\"m-1\"} 2\n")
                .contains("\nmachine_memory_bytes{boot_id=\"b-1\",machine_id=\"m-2\",system_uuid=\"m-2\"} 8000\n");
    }

    @Test
    void saysEachFamilyAndEachSeriesOnce() {
        for (String path : List.of("/metrics/resource", "/metrics/cadvisor", "/metrics/probes")) {
            List<String> series = metrics(path)
                    .lines()
                    .map(line -> line.startsWith("#") ? line : line.substring(0, line.indexOf(' ')))
                    .toList();
            assertThat(series).as(path).doesNotHaveDuplicates();
        }
    }

    @Test
    void tellsHowProbesFare() {
        String labels = "container=\"main\",namespace=\"default\",pod=\"web\"";
        String duration = "\nprober_probe_duration_seconds";

        assertThat(metrics("/metrics/probes"))
                .contains(duration + "_bucket{" + labels + ",probe_type=\"Liveness\",le=\"0.01\"} 2\n")
                .contains(duration + "_bucket{" + labels + ",probe_type=\"Liveness\",le=\"+Inf\"} 3\n")
                .contains(duration + "_sum{" + labels + ",probe_type=\"Liveness\"} 0.03\n")
                .contains("\nprober_probe_total{" + labels
                        + ",pod_uid=\"u-1\",probe_type=\"Liveness\",result=\"failed\"} 1\n")
                .doesNotContain("unknown");
    }

    @Test
    void hasNothingElseThere() {
        assertThat(views.metrics("node", "/metrics/other")).isEmpty();
    }

    @Test
    void summarisesAsTheKubeletDoes() throws IOException {
        JsonNode brief = new ObjectMapper().readTree(views.summary("pooled", UsageSource.Depth.BRIEF));

        assertThat(brief.at("/node/nodeName").asText()).isEqualTo("pooled");
        assertThat(brief.at("/node/cpu/usageNanoCores").asLong()).isEqualTo(500_000_000);
        assertThat(brief.at("/node/memory/availableBytes").asLong()).isEqualTo(10_000);
        assertThat(brief.at("/node/startTime").asText()).isEqualTo("2023-11-14T22:13:20Z");
        assertThat(brief.at("/node").has("fs")).isFalse();
        assertThat(brief.at("/pods/0/podRef").toString())
                .isEqualTo("{\"name\":\"web\",\"namespace\":\"default\",\"uid\":\"u-1\"}");
        assertThat(brief.at("/pods/0/containers/0/cpu").toString())
                .isEqualTo("{\"time\":\"2026-01-02T03:04:05Z\",\"usageNanoCores\":250000000,"
                        + "\"usageCoreNanoSeconds\":1500000000}");
        assertThat(brief.at("/pods/0/containers/0/memory/availableBytes").asLong())
                .isEqualTo(5000);
        assertThat(brief.at("/pods/0").has("network")).isFalse();

        JsonNode full = new ObjectMapper().readTree(views.summary("node", UsageSource.Depth.FULL));

        assertThat(full.at("/node/network/rxBytes").asLong()).isEqualTo(42);
        assertThat(full.at("/node/fs/capacityBytes").asLong()).isEqualTo(2 << 20);
        assertThat(full.at("/pods/0/network/interfaces/0/txBytes").asLong()).isEqualTo(22);
        assertThat(full.at("/pods/0/volume/0/name").asText()).isEqualTo("scratch");
        assertThat(full.at("/pods/0/ephemeral-storage/usedBytes").asLong()).isEqualTo(11 + 12 + 13);
        assertThat(full.at("/pods/0/containers/0/rootfs/usedBytes").asLong()).isEqualTo(11);
        assertThat(full.at("/pods/0/containers/0/logs/usedBytes").asLong()).isEqualTo(12);
    }

    @Test
    void escapesWhatLabelsMayHold() {
        MetricText text = new MetricText();
        text.at(Instant.ofEpochMilli(7), Labels.of("a", "x\"y\\z\n")).add(Family.gauge("m", "Help."), -1);

        assertThat(text.toString())
                .isEqualTo("# HELP m Help.\n# TYPE m gauge\nm{a=\"x\\\"y\\\\z\\n\"} 18446744073709551615 7\n");
    }
}
