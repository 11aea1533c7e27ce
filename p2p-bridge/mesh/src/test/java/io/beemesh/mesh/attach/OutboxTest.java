package io.beemesh.mesh.attach;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.mesh.wire.HostMessage;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.Resources;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private final Outbox outbox = new Outbox();

    @Test
    void keepsTheLatestReportOfAPodAndSequencesInOrder() throws Exception {
        outbox.report(report("a", 1));
        outbox.report(report("b", 2));
        outbox.report(report("a", 3));

        assertThat(drain())
                .extracting(message -> message.getPod().getSequence())
                .containsExactly(2L, 3L);
    }

    @Test
    void tellsPodsOfTwoClustersApart() throws Exception {
        outbox.report(report("a", 1));
        outbox.report(report("a", 2).toBuilder().setClusterId("other").build());

        assertThat(drain()).hasSize(2);
    }

    @Test
    void sendsResourcesThenReportsThenTheCompletionThenEvents() throws Exception {
        outbox.event(event(1));
        outbox.complete();
        outbox.report(report("a", 1));
        outbox.resources(Resources.getDefaultInstance());
        outbox.resources(Resources.newBuilder().setUnschedulable(true).build());

        List<HostMessage> sent = drain();

        assertThat(sent)
                .extracting(HostMessage::getKindCase)
                .containsExactly(
                        HostMessage.KindCase.RESOURCES,
                        HostMessage.KindCase.POD,
                        HostMessage.KindCase.COMPLETE,
                        HostMessage.KindCase.EVENT);
        assertThat(sent.getFirst().getResources().getUnschedulable()).isTrue();
    }

    @Test
    void dropsTheOldestEventsAndCountsThem() throws Exception {
        for (int i = 0; i < HostAttachment.EVENTS_MAX + 3; i++) {
            outbox.event(event(i));
        }

        assertThat(outbox.droppedEvents()).isEqualTo(3);
        assertThat(drain().getFirst().getEvent().getAtMs()).isEqualTo(3);
    }

    @Test
    void saysSoWhenMorePodsWaitThanMay() throws Exception {
        for (int i = 0; i < HostAttachment.REPORTS_MAX; i++) {
            outbox.report(report("p" + i, i));
        }
        outbox.report(report("p0", 5_000));
        assertThat(outbox.overflowed()).isFalse();

        outbox.report(report("one more", 5_001));
        assertThat(outbox.overflowed()).isTrue();
    }

    private List<HostMessage> drain() throws InterruptedException {
        List<HostMessage> all = new ArrayList<>();
        Optional<HostMessage> next = outbox.take(0);
        while (next.isPresent()) {
            all.add(next.get());
            next = outbox.take(0);
        }
        return all;
    }

    private static PodReport report(String uid, long sequence) {
        return PodReport.newBuilder()
                .setClusterId("c")
                .setUid(uid)
                .setSequence(sequence)
                .build();
    }

    private static PodEvent event(long at) {
        return PodEvent.newBuilder().setAtMs(at).build();
    }
}
