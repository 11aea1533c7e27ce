package io.beemesh.provider.kube.leader;

import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/** A Lease at the API server, as every leader election of Kubernetes has it. */
public final class ApiLeaderLock implements LeaderLock {
    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    /** Uses a client that somebody else closes. */
    public ApiLeaderLock(KubernetesClient client, LockName name) {
        this.client = client;
        this.namespace = name.namespace();
        this.name = name.name();
    }

    /**
     * Where the Lease is.
     *
     * @param namespace of the provider
     * @param name of the Lease
     */
    public record LockName(String namespace, String name) {}

    @Override
    public Answer<LeaderRecord> read() {
        return Answer.of(() -> {
            Lease held = client.leases().inNamespace(namespace).withName(name).get();
            return held == null ? null : record(held);
        });
    }

    @Override
    public Answer<LeaderRecord> create(LeaderRecord record) {
        return Answer.of(() -> record(
                client.leases().inNamespace(namespace).resource(lease(record)).create()));
    }

    @Override
    public Answer<LeaderRecord> replace(LeaderRecord record) {
        return Answer.of(() -> record(
                client.leases().inNamespace(namespace).resource(lease(record)).update()));
    }

    private Lease lease(LeaderRecord record) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .withResourceVersion(record.version().isEmpty() ? null : record.version())
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(record.holder())
                .withLeaseDurationSeconds(
                        Math.toIntExact(Math.max(1, record.validFor().toSeconds())))
                .withAcquireTime(record.term().acquiredAt().atZone(ZoneOffset.UTC))
                .withRenewTime(record.renewedAt().atZone(ZoneOffset.UTC))
                .withLeaseTransitions(record.term().transitions())
                .endSpec()
                .build();
    }

    private static LeaderRecord record(Lease lease) {
        Optional<LeaseSpec> spec = Optional.ofNullable(lease.getSpec());
        return new LeaderRecord(
                spec.map(LeaseSpec::getHolderIdentity).orElse(""),
                Duration.ofSeconds(spec.map(LeaseSpec::getLeaseDurationSeconds).orElse(1)),
                new LeaderRecord.Term(
                        instant(spec.map(LeaseSpec::getAcquireTime)),
                        spec.map(LeaseSpec::getLeaseTransitions).orElse(0)),
                instant(spec.map(LeaseSpec::getRenewTime)),
                lease.getMetadata().getResourceVersion());
    }

    private static Instant instant(Optional<ZonedDateTime> time) {
        return time.map(ZonedDateTime::toInstant).orElse(Instant.EPOCH);
    }
}
