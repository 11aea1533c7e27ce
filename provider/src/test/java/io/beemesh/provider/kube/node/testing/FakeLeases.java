package io.beemesh.provider.kube.node.testing;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.kube.node.LeaseWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Takes renewals and tells of each. */
public final class FakeLeases implements LeaseWriter {
    private final BlockingQueue<NodeUid> renewals = new LinkedBlockingQueue<>();
    private volatile boolean failing;

    /** Refuses renewals, or takes them again. */
    public void fail(boolean from) {
        failing = from;
    }

    /** Each renewal, taken or not, in order. */
    public BlockingQueue<NodeUid> renewals() {
        return renewals;
    }

    @Override
    public Answer<Instant> renew(String node, NodeUid nodeUid, Duration validFor, Instant now) {
        renewals.add(nodeUid);
        return failing ? new Answer.Failed<>("connection refused", true) : new Answer.Done<>(now);
    }
}
