package io.beemesh.provider.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.libp2p.identity.KeyPair;
import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.provider.hosts.HostReport;
import io.beemesh.provider.hosts.PodOnHost;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusInboxTest {
    private static final PeerId HOST = KeyPair.ofSeed(new byte[32]).peerId();

    private final List<Long> acknowledged = new ArrayList<>();
    private final StatusInbox inbox = new StatusInbox(origin -> acknowledged.add(origin.sequence()));

    @Test
    void holdsBackTheAcknowledgementUntilAllBeforeItIsSettled() {
        HostReport first = status("a", 1);
        HostReport second = status("b", 2);
        inbox.offer(first);
        inbox.offer(second);

        inbox.settled(second);
        assertThat(acknowledged).isEmpty();

        inbox.settled(first);
        assertThat(acknowledged).containsExactly(2L);
    }

    @Test
    void keepsTheLatestStatusOnlyAndSettlesTheOlder() {
        inbox.offer(status("a", 1));
        HostReport latest = status("a", 2);

        inbox.offer(latest);

        assertThat(inbox.waiting("a")).containsExactly(latest);
        assertThat(acknowledged).containsExactly(1L);
    }

    @Test
    void keepsTheLastStatusBeforeTheEnd() {
        HostReport last = status("a", 1);
        HostReport gone = report("a", 2, 1, new HostReport.Gone());
        inbox.offer(last);

        inbox.offer(gone);

        assertThat(inbox.waiting("a")).containsExactly(last, gone);
        assertThat(acknowledged).isEmpty();
    }

    @Test
    void acknowledgesNothingOfAnAttachmentThatIsOver() {
        HostReport old = status("a", 7);
        inbox.offer(old);
        inbox.offer(report("b", 1, 2, new HostReport.Gone()));

        inbox.settled(old);

        assertThat(acknowledged).isEmpty();
    }

    private static HostReport status(String uid, long sequence) {
        return report(uid, sequence, 1, new HostReport.Status("{}"));
    }

    private static HostReport report(String uid, long sequence, long attachment, HostReport.What what) {
        return new HostReport(
                new HostReport.Origin(HOST, attachment, sequence),
                uid,
                new PodOnHost(new PodOnHost.PodName("default", uid), 1),
                what);
    }
}
