package io.beemesh.provider.app.bridge;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.usage.UsageClient;
import io.beemesh.mesh.usage.UsageOutcome;
import io.beemesh.mesh.wire.UsageRequest;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Asks many hosts at once what they use: {@value #ASKED_MAX} at a time over all rounds, and each round within
 * {@link #ROUND_MAX}. Any thread.
 */
final class HostRound {
    /** Sooner than those give up who scrape: metrics-server after 10 s. */
    static final Duration ROUND_MAX = Duration.ofSeconds(5);

    static final int ASKED_MAX = 256;

    private final UsageClient client;
    private final Semaphore asked = new Semaphore(ASKED_MAX);

    HostRound(UsageClient client) {
        this.client = client;
    }

    /** What each host answered, or that it did not in time. */
    Map<PeerId, UsageOutcome> ask(List<PeerId> hosts, UsageRequest request) {
        Map<PeerId, UsageOutcome> outcomes = new HashMap<>();
        try (ExecutorService threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("bm-usage-", 0).factory())) {
            List<Future<UsageOutcome>> answers = threads.invokeAll(
                    hosts.stream().map(host -> question(host, request)).toList(),
                    ROUND_MAX.toMillis(),
                    TimeUnit.MILLISECONDS);
            for (int i = 0; i < answers.size(); i++) {
                outcomes.put(hosts.get(i), outcome(answers.get(i)));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return outcomes;
    }

    private Callable<UsageOutcome> question(PeerId host, UsageRequest request) {
        return () -> {
            asked.acquire();
            try {
                return client.ask(host, request);
            } finally {
                asked.release();
            }
        };
    }

    private static UsageOutcome outcome(Future<UsageOutcome> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (CancellationException e) {
            return new UsageOutcome.Unanswered("not within " + ROUND_MAX.toSeconds() + " s");
        } catch (ExecutionException e) {
            return new UsageOutcome.Unanswered(String.valueOf(e.getCause()));
        }
    }
}
