package io.beemesh.provider.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.provider.kubelet.remotecommand.CommandLimits;
import io.beemesh.provider.kubelet.testing.ServedKubelet;
import io.beemesh.provider.kubelet.testing.TestAuthority;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KubeletServerIT {
    private ServedKubelet kubelet;

    @BeforeEach
    void start() throws IOException {
        kubelet = ServedKubelet.start();
    }

    @AfterEach
    void stop() {
        kubelet.close();
    }

    @Test
    void knowsUsersByCertificate() throws Exception {
        assertThat(get(kubelet.user("admin"), "/containerLogs/default/local/main"))
                .isEqualTo("200 one\ntwo\n");
        assertThat(kubelet.reviews().asked()).containsExactly("admin:get:proxy");
    }

    @Test
    void denies401ToWhoeverIsNotKnown() throws Exception {
        for (SSLContext unknown :
                List.of(kubelet.stranger(), kubelet.impostor("admin"), kubelet.misusedCertificate("admin"))) {
            assertThat(get(unknown, "/pods")).isEqualTo("401 Unauthorized");
        }
        assertThat(kubelet.reviews().asked()).isEmpty();
    }

    @Test
    void knowsUsersByTokenAndRemembersOnlyTheGood() throws Exception {
        for (int i = 0; i < 2; i++) {
            assertThat(bearer("admin", "/metrics")).isEqualTo("200 up 1\n");
            assertThat(bearer("nobody", "/metrics")).isEqualTo("401 Unauthorized");
        }
        assertThat(kubelet.reviews().asked())
                .containsExactly("token:admin", "admin:get:metrics", "token:nobody", "token:nobody");
    }

    @Test
    void denies403InTheKubeletsWordsAndTriesTheFinerRightFirst() throws Exception {
        kubelet.reviews().allow("joe", Set.of("healthz"));

        assertThat(get(kubelet.user("joe"), "/healthz")).isEqualTo("200 ok");
        assertThat(get(kubelet.user("joe"), "/pods"))
                .isEqualTo("403 Forbidden (user=joe, verb=get, resource=nodes, subresource(s)=[pods proxy])\n");
        assertThat(kubelet.reviews().asked()).containsExactly("joe:get:healthz", "joe:get:pods", "joe:get:proxy");
    }

    @Test
    void deniesWhenTheApiServerDoesNotAnswer() throws Exception {
        kubelet.reviews().down(true);

        assertThat(get(kubelet.user("admin"), "/pods")).startsWith("500 Authorization error (user=admin");
        assertThat(bearer("admin", "/pods")).isEqualTo("401 Unauthorized");
    }

    @Test
    void answersAsTheKubeletDoes() throws Exception {
        SSLContext admin = kubelet.user("admin");
        assertThat(get(admin, "/containerLogs/default/other/main")).isEqualTo("404 pod \"other\" does not exist");
        assertThat(get(admin, "/containerLogs/default/local/other"))
                .isEqualTo("404 container \"other\" not found in pod \"local\"");
        assertThat(get(admin, "/containerLogs/default/local/main?previous=true"))
                .isEqualTo("400 previous terminated container \"main\" in pod \"local\" not found");
        assertThat(get(admin, "/containerLogs/default/local/main?tailLines=x")).startsWith("400 ");
        assertThat(get(admin, "/containerLogs/default/local/main?tailLines=-1")).startsWith("422 ");
        assertThat(get(admin, "/exec/default/local/main?command=ls"))
                .isEqualTo("400 you must specify at least 1 of stdin, stdout, stderr");
        assertThat(get(admin, "/exec/default/local/main?output=1")).isEqualTo("400 you must specify a command");
        assertThat(get(admin, "/exec/default/local/other/main?output=1&command=ls"))
                .isEqualTo("404 pod does not exist");
        assertThat(get(admin, "/exec/default/local/other?output=1&command=ls"))
                .isEqualTo("500 container not found (\"other\")");
        assertThat(get(admin, "/portForward/default/local")).startsWith("400 unable to upgrade: missing upgrade");
        assertThat(get(admin, "/portForward/default/nosuch")).isEqualTo("404 pod does not exist");
        assertThat(get(admin, "/portForward/default/local/other")).isEqualTo("404 pod does not exist");
        assertThat(get(admin, "/run/default/local/main?cmd=ls")).isEqualTo("405 405: Method Not Allowed");
        assertThat(get(admin, "/metrics/other")).startsWith("404 ");
        assertThat(get(admin, "/stats")).startsWith("404 ");
        assertThat(get(admin, "/stats/container")).startsWith("404 ");
        assertThat(get(admin, "/checkpoint/default/local/main")).startsWith("404 checkpointing");
        assertThat(get(admin, "/configz")).startsWith("200 {\"kubeletconfig\":{");
        assertThat(get(admin, "/nothing")).startsWith("404 ");
        assertThat(get(admin, "/runningpods/")).startsWith("200 {\"kind\":\"PodList\"");
    }

    @Test
    void tellsWhatANodeUsesToWhoeverMayKnow() throws Exception {
        kubelet.reviews().allow("scraper", Set.of("metrics"));
        SSLContext scraper = kubelet.user("scraper");

        assertThat(get(scraper, "/metrics/resource")).startsWith("200 # HELP container_cpu_usage_seconds_total");
        assertThat(get(scraper, "/metrics/cadvisor")).contains("\ncontainer_memory_working_set_bytes{");
        assertThat(get(scraper, "/metrics/probes")).contains("\nprober_probe_total{");
        assertThat(get(scraper, "/stats/summary")).startsWith("403 ");
        assertThat(get(kubelet.user("admin"), "/stats/summary?only_cpu_and_memory=true"))
                .startsWith("200 {\"node\":{\"nodeName\":\"node\"");
    }

    @Test
    void tellsWhatANodeOfAPoolUsesByTheApiServersProxy() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(kubelet.uri("https", "/stats/summary"))
                .header("X-Forwarded-Uri", "/api/v1/nodes/pooled/proxy/stats/summary")
                .build();

        assertThat(send(kubelet.user("admin"), request)).startsWith("200 {\"node\":{\"nodeName\":\"pooled\"");
    }

    @Test
    void runsACommandForItsOutput() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(kubelet.uri("https", "/run/default/local/main?cmd=echo+a+b"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();

        assertThat(send(kubelet.user("admin"), request)).isEqualTo("200 a b\n");
    }

    @Test
    void keepsAConnectionForTheNextRequest() throws Exception {
        try (SSLSocket socket = connect(kubelet.user("admin"))) {
            for (int i = 0; i < 3; i++) {
                ask(socket, "GET /pods HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc");
                assertThat(readUntil(socket, "\"items\":[]}")).startsWith("HTTP/1.1 200 OK\r\n");
            }
        }
    }

    @Test
    void refusesBodiesThatItCannotSkip() throws Exception {
        for (String header : List.of(
                "Transfer-Encoding: chunked",
                "Content-Length: -1",
                "Content-Length: 1\r\nContent-Length: 1",
                "Content-Length: 999999")) {
            try (SSLSocket socket = connect(kubelet.user("admin"))) {
                ask(socket, "POST /pods HTTP/1.1\r\n" + header + "\r\n\r\n");
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 4")
                        .contains("Connection: close");
            }
        }
    }

    @Test
    void endsTheLogOnTheHostWhenItsReaderLeaves() throws Exception {
        SSLSocket socket = connect(kubelet.user("admin"));
        ask(socket, "GET /containerLogs/default/endless/main?follow=true HTTP/1.1\r\n\r\n");
        assertThat(readUntil(socket, "tick")).startsWith("HTTP/1.1 200 OK");

        socket.close();

        kubelet.pods().logs().take().onExit().get(20, TimeUnit.SECONDS);
    }

    @Test
    void dropsOneConnectionTooManyAndSlowHeads() throws Exception {
        kubelet.close();
        kubelet = ServedKubelet.start(ServedKubelet.impatient(1), CommandLimits.KUBELET);
        try (Socket silent = new Socket("127.0.0.1", kubelet.address().getPort());
                Socket second = new Socket("127.0.0.1", kubelet.address().getPort())) {
            assertThat(second.getInputStream().read()).isEqualTo(-1); // dropped at once
            assertThat(silent.getInputStream().read()).isEqualTo(-1); // it never began its handshake
        }
        try (SSLSocket slow = connect(kubelet.user("admin"))) {
            ask(slow, "GET /po");
            assertThatThrownBy(() -> readUntil(slow, "never")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void isTrustedByWhoeverTrustsTheSignerOnly() {
        SSLContext other =
                TestAuthority.stranger(TestAuthority.named("server-ca").certificate());

        assertThatThrownBy(() -> get(other, "/healthz")).isInstanceOf(SSLHandshakeException.class);
    }

    private String get(SSLContext client, String path) throws Exception {
        return send(client, HttpRequest.newBuilder(kubelet.uri("https", path)).build());
    }

    private String bearer(String token, String path) throws Exception {
        return send(
                kubelet.stranger(),
                HttpRequest.newBuilder(kubelet.uri("https", path))
                        .header("Authorization", "Bearer " + token)
                        .build());
    }

    private static String send(SSLContext client, HttpRequest request) throws Exception {
        try (HttpClient http = HttpClient.newBuilder()
                .sslContext(client)
                .version(HttpClient.Version.HTTP_1_1)
                .build()) {
            HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() + " " + response.body();
        }
    }

    private SSLSocket connect(SSLContext client) throws IOException {
        return (SSLSocket) client.getSocketFactory()
                .createSocket("127.0.0.1", kubelet.address().getPort());
    }

    private static void ask(SSLSocket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readUntil(SSLSocket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int b = socket.getInputStream().read();
            if (b < 0) {
                throw new IOException("ended after: " + read);
            }
            read.append((char) b);
        }
        return read.toString();
    }
}
