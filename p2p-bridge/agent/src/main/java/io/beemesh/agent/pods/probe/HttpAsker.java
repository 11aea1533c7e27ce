package io.beemesh.agent.pods.probe;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * An HTTP/1.1 GET whose status is all that counts; certificates are not verified, as the kubelet does not. It follows
 * where an answer sends it on the same host, and warns of one that sends it to another.
 *
 * <p><i>Source:</i> pkg/probe/http/http.go; the words for faults are those of Go's net/http.
 */
final class HttpAsker {
    private static final int REDIRECTS_MAX = 10;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final String LATE = "context deadline exceeded (Client.Timeout ";

    private HttpAsker() {}

    /** What one question came to: an answer, or another question. */
    private sealed interface Step {
        record Answered(Asker.Answer answer) implements Step {}

        record SentOn(HttpQuestion next) implements Step {}
    }

    /**
     * Asks, each step within the limit.
     *
     * @throws IOException nobody answered, in the kubelet's words
     */
    static Asker.Answer get(HttpQuestion question, Duration limit) throws IOException {
        HttpQuestion asked = question;
        for (int redirects = 0; redirects < REDIRECTS_MAX; redirects++) {
            switch (ask(asked, limit)) {
                case Step.Answered answered -> {
                    return answered.answer();
                }
                case Step.SentOn on -> asked = on.next();
            }
        }
        return new Asker.Answer.No(got(asked, "stopped after 10 redirects"));
    }

    private static Step ask(HttpQuestion question, Duration limit) throws IOException {
        try (Socket plain = new Socket()) {
            plain.setSoTimeout((int) limit.toMillis());
            plain.connect(new InetSocketAddress(question.host(), question.port()), (int) limit.toMillis());
            Socket socket = question.isSecure() ? secured(plain, question) : plain;
            return step(question, head(question, socket), socket);
        } catch (ConnectException e) {
            throw new IOException(got(question, dial(question, "connection refused")), e);
        } catch (NoRouteToHostException e) {
            throw new IOException(got(question, dial(question, "no route to host")), e);
        } catch (SocketTimeoutException e) {
            throw new IOException(got(question, LATE + "exceeded while awaiting headers)"), e);
        } catch (GeneralSecurityException | SSLException e) {
            throw new IOException(got(question, String.valueOf(e.getMessage())), e);
        }
    }

    private static HttpReply head(HttpQuestion question, Socket socket) throws IOException {
        try {
            socket.getOutputStream().write(question.text().getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return HttpReply.read(socket.getInputStream());
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (SocketException e) {
            throw new IOException(got(question, reset(socket)), e);
        } catch (IOException e) {
            throw new IOException(got(question, String.valueOf(e.getMessage())), e);
        }
    }

    /** An answer counts when its body has come as well. */
    private static Step step(HttpQuestion question, HttpReply reply, Socket socket) {
        Optional<HttpQuestion> next = Optional.of(reply)
                .filter(it -> REDIRECTS.contains(it.status()))
                .flatMap(HttpReply::location)
                .flatMap(question::sentTo)
                .filter(it -> it.host().equals(question.host()));
        if (next.isPresent()) {
            return new Step.SentOn(next.get());
        }
        try {
            return new Step.Answered(answer(reply.status(), reply.body()));
        } catch (SocketTimeoutException e) {
            return broken(LATE + "or context cancellation while reading body)");
        } catch (SocketException e) {
            return broken(reset(socket));
        } catch (IOException e) {
            return broken(String.valueOf(e.getMessage()));
        }
    }

    private static Step broken(String why) {
        return new Step.Answered(new Asker.Answer.Unasked("failure", why));
    }

    private static Asker.Answer answer(int status, String body) {
        if (status < 200 || status >= 400) {
            return new Asker.Answer.No("HTTP probe failed with statuscode: " + status);
        }
        return status < 300
                ? new Asker.Answer.Yes()
                : new Asker.Answer.Warned("Probe terminated redirects, Response body: " + body);
    }

    private static String got(HttpQuestion question, String what) {
        return "Get \"" + question.url() + "\": " + what;
    }

    private static String dial(HttpQuestion question, String why) {
        return "dial tcp " + question.host() + ":" + question.port() + ": connect: " + why;
    }

    private static String reset(Socket socket) {
        return "read tcp " + address(socket.getLocalSocketAddress()) + "->" + address(socket.getRemoteSocketAddress())
                + ": read: connection reset by peer";
    }

    private static String address(SocketAddress address) {
        return address instanceof InetSocketAddress known
                ? known.getAddress().getHostAddress() + ":" + known.getPort()
                : String.valueOf(address);
    }

    private static Socket secured(Socket plain, HttpQuestion question) throws IOException, GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new Anyone()}, new SecureRandom());
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, question.host(), question.port(), true);
        socket.startHandshake();
        return socket;
    }

    private static final class Anyone implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
