package io.beemesh.provider.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.kube.client.FencedException;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class FencedWritesTest {
    private final FencedWrites filter = new FencedWrites();

    @Test
    void whatTheFenceRefusedIsNoNews() {
        RuntimeException refused = new KubernetesClientException("patch failed", new FencedException());

        assertThat(filter.isLoggable(record(Optional.of(refused)))).isFalse();
    }

    @Test
    void allElseIs() {
        assertThat(filter.isLoggable(record(Optional.empty()))).isTrue();
        assertThat(filter.isLoggable(record(Optional.of(new IOException("no")))))
                .isTrue();
    }

    private static LogRecord record(Optional<Exception> thrown) {
        LogRecord record = new LogRecord(Level.WARNING, "uncaught error during event processing");
        thrown.ifPresent(record::setThrown);
        return record;
    }
}
