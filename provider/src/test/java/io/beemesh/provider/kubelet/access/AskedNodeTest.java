package io.beemesh.provider.kubelet.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.Query;
import io.beemesh.provider.kubelet.http.RequestHead;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AskedNodeTest {
    private final AskedNode asked = new AskedNode("own", () -> Set.of("own", "north"));

    @ParameterizedTest
    @CsvSource({
        "/api/v1/nodes/north/proxy/stats/summary,north",
        "/api/v1/nodes/https:north:10250/proxy/metrics,north",
        "/api/v1/nodes/own/proxy/,own",
        "/api/v1/nodes/nosuch/proxy/metrics,own",
        "/api/v1/namespaces/default/pods/north/proxy/metrics,own",
        "'',own",
    })
    void isTheNodeThatTheApiServerWasAskedFor(String uri, String node) {
        Headers headers = Headers.NONE.with("X-Forwarded-Uri", uri);

        assertThat(asked.apply(new RequestHead("GET", List.of("metrics"), Query.NONE, headers)))
                .isEqualTo(node);
    }
}
