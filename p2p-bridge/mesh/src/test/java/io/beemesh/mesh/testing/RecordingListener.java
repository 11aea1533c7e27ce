package io.beemesh.mesh.testing;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.mesh.attach.AttachListener;
import io.beemesh.mesh.attach.AttachedHost;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.Resources;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Writes down what a provider hears, a line each. */
public final class RecordingListener implements AttachListener {
    private static final long WAIT_SECONDS = 20;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** The next line; waits for it. */
    public String next() throws InterruptedException {
        String line = heard.poll(WAIT_SECONDS, TimeUnit.SECONDS);
        if (line == null) {
            throw new AssertionError("nothing heard within " + WAIT_SECONDS + " s");
        }
        return line;
    }

    /** Whether there are no lines now. */
    public boolean isQuiet() {
        return heard.isEmpty();
    }

    @Override
    public void attached(AttachedHost host) {
        heard.add("attached " + host.member().name() + " " + host.incarnation());
    }

    @Override
    public void resources(PeerId host, Resources resources) {
        heard.add("resources " + resources.getUnschedulable());
    }

    @Override
    public void report(PeerId host, PodReport report) {
        heard.add("report " + report.getUid() + " " + report.getSequence());
    }

    @Override
    public void event(PeerId host, PodEvent event) {
        heard.add("event " + event.getReason());
    }

    @Override
    public void complete(PeerId host) {
        heard.add("complete");
    }

    @Override
    public void detached(PeerId host, String reason) {
        heard.add("detached " + reason);
    }
}
