package io.beemesh.provider.kubelet.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kubelet.http.Headers;
import io.beemesh.provider.kubelet.http.Query;
import io.beemesh.provider.kubelet.http.RequestHead;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAttributesTest {

    /** The kubelet's own table, with fine-grained authorisation. */
    @ParameterizedTest
    @CsvSource({
        "GET,containerLogs/ns/p/c,get,proxy",
        "POST,exec/ns/p/c,create,proxy",
        "GET,exec/ns/p/c,get,proxy",
        "PUT,run/ns/p/c,update,proxy",
        "DELETE,x,delete,proxy",
        "PATCH,x,patch,proxy",
        "HEAD,x,'',proxy",
        "GET,stats/summary,get,stats",
        "GET,metrics,get,metrics",
        "GET,metrics/resource,get,metrics",
        "GET,logs/syslog,get,log",
        "POST,checkpoint/ns/p/c,create,checkpoint",
        "GET,statusz,get,statusz",
        "GET,flagz,get,configz",
        "GET,pods,get,pods proxy",
        "GET,runningpods,get,pods proxy",
        "GET,healthz/ping,get,healthz proxy",
        "GET,configz,get,configz proxy",
        "GET,podsx,get,proxy",
    })
    void mapsAsTheKubeletDoes(String method, String path, String verb, String subresources) {
        RequestHead head = new RequestHead(method, List.of(path.split("/")), Query.NONE, Headers.NONE);

        assertThat(NodeAttributes.of(head)).isEqualTo(new NodeAttributes(verb, List.of(subresources.split(" "))));
    }
}
