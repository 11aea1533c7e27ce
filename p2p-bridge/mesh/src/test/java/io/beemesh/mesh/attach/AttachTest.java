package io.beemesh.mesh.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.libp2p.Connection;
import io.beemesh.libp2p.Host;
import io.beemesh.libp2p.Limits;
import io.beemesh.libp2p.Stream;
import io.beemesh.mesh.Protocols;
import io.beemesh.mesh.attach.AttachOutcome.Attached;
import io.beemesh.mesh.attach.AttachOutcome.Rejected;
import io.beemesh.mesh.attach.AttachOutcome.Untrusted;
import io.beemesh.mesh.frame.FrameReader;
import io.beemesh.mesh.frame.FrameWriter;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.membership.Membership;
import io.beemesh.mesh.membership.Revocations;
import io.beemesh.mesh.membership.Role;
import io.beemesh.mesh.testing.FakeHost;
import io.beemesh.mesh.testing.TestMesh;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.ProviderMessage;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.mesh.wire.SignedRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AttachTest extends OneEdge {
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
    private final AttachmentListener listener = new AttachmentListener() {
        @Override
        public void acked(long sequence) {
            told.add("acked " + sequence);
        }

        @Override
        public void lost(String reason) {
            told.add("lost " + reason);
        }

        @Override
        public void again(String reason) {
            told.add("again " + reason);
        }
    };
    private volatile Duration slept = Duration.ZERO;
    private final Attacher attacher = new Attacher(
            new Membership(mesh.authority.trust(), new Revocations(List.of()), mesh.clock),
            edgeGate,
            new Random(1),
            () -> System.nanoTime() + slept.toNanos());

    @Test
    void carriesWhatAHostSaysInOrderAndAnswers() throws Exception {
        HostAttachment attachment = attached(1);
        assertThat(heard.next()).isEqualTo("attached edge-1 1");
        assertThat(attachment.clusterId()).isEqualTo("c-1");
        assertThat(attachment.nodeName()).isEqualTo("beemesh");
        assertThat(attachment.provider().peer()).isEqualTo(mesh.provider.id());

        attachment.report(report("a", 1));
        assertThat(heard.next()).isEqualTo("report a 1");
        attachment.resources(Resources.newBuilder().setUnschedulable(true).build());
        assertThat(heard.next()).isEqualTo("resources true");
        attachment.complete();
        assertThat(heard.next()).isEqualTo("complete");
        attachment.event(PodEvent.newBuilder().setReason("Started").build());
        assertThat(heard.next()).isEqualTo("event Started");

        assertThat(service.heard().hosts()).isEqualTo(1);
        assertThat(service.heard().messages()).isGreaterThanOrEqualTo(5);
        service.ack(edge.id(), 1);
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("acked 1");
    }

    @Test
    void letsTheProviderOpenStreamsFromWhenTheHostIsAttached() throws Exception {
        assertThat(edgeGate.stream(mesh.provider.id(), Protocols.POD)).isFalse();

        attached(1);
        heard.next();

        assertThat(edgeGate.stream(mesh.provider.id(), Protocols.POD)).isTrue();
    }

    @Test
    void keepsTheAgeOfTheLastAnswerSmallWhileBeatsAreAnsweredAndNoLonger() throws Exception {
        welcome = welcome.toBuilder().setLostAfterMs(60_000).build();
        HostAttachment attachment = attached(1);
        heard.next();

        // Ten beats later than the hello: were none answered, the age would be as long as all this took.
        long before = System.nanoTime();
        while (System.nanoTime() - before < Duration.ofMillis(300).toNanos()) {
            attachment.report(report("a", 1));
            heard.next();
        }

        assertThat(attachment.lastAckAge()).isLessThan(Duration.ofNanos(System.nanoTime() - before));
        slept = Duration.ofHours(1);
        assertThat(attachment.lastAckAge()).isGreaterThanOrEqualTo(slept);
    }

    @Test
    void tellsBothSidesWhenTheHostCloses() throws Exception {
        HostAttachment attachment = attached(1);
        heard.next();

        attachment.close();
        attachment.close();

        assertThat(heard.next()).startsWith("detached the host");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("lost closed by this host");
        assertThat(told.poll(50, TimeUnit.MILLISECONDS)).isNull();
    }

    @Test
    void tellsBothSidesWhenTheLinkIsCut() throws Exception {
        attached(1);
        heard.next();

        edge.connections().forEach(Connection::close);

        assertThat(heard.next()).startsWith("detached the host is not heard");
        assertThat(told.poll(20, TimeUnit.SECONDS)).startsWith("lost the provider");
    }

    @Test
    void missesAHostThatFallsSilentAndCutsIt() throws Exception {
        welcome = welcome.toBuilder().setLostAfterMs(1_500).build();
        Connection connection = edge.dial(mesh.provider);
        try (Stream stream = connection.open(Protocols.ATTACH)) {
            Words words = new Words(new FrameWriter(stream.out()));
            words.hello(hello(1, record));
            assertThat(new FrameReader(stream.in())
                            .read(MessageKind.PROVIDER_MESSAGE)
                            .hasWelcome())
                    .isTrue();
            words.beat(1);

            assertThat(heard.next()).isEqualTo("attached edge-1 1");
            assertThat(heard.next()).isEqualTo("detached no word from the host for 1500 ms");
            assertThat(connection.closed().toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isNotBlank();
        }
    }

    @Test
    void missesAProviderThatFallsSilent() throws Exception {
        service.close();
        mesh.provider.serve(Protocols.ATTACH, new Limits.Streams(1, 1), stream -> {
            new FrameReader(stream.in()).read(MessageKind.HOST_MESSAGE);
            new FrameWriter(stream.out())
                    .write(
                            MessageKind.PROVIDER_MESSAGE,
                            ProviderMessage.newBuilder().setWelcome(welcome).build());
            stream.in().skipNBytes(Long.MAX_VALUE);
        });
        welcome = welcome.toBuilder().setLostAfterMs(200).build();

        attached(1);

        assertThat(told.poll(20, TimeUnit.SECONDS)).startsWith("lost ");
    }

    @Test
    void replacesAnAttachmentByOneOfTheSameOrANewerStart() throws Exception {
        attached(4);
        assertThat(heard.next()).isEqualTo("attached edge-1 4");

        attached(4);
        assertThat(heard.next()).isEqualTo("detached the host attached anew");
        assertThat(heard.next()).isEqualTo("attached edge-1 4");
        assertThat(told.poll(20, TimeUnit.SECONDS)).startsWith("lost ");

        attached(5);
        assertThat(heard.next()).isEqualTo("detached the host attached anew");
        assertThat(heard.next()).isEqualTo("attached edge-1 5");
    }

    @Test
    void rejectsAnOlderStartAlsoAfterTheNewerOneLeft() throws Exception {
        HostAttachment newer = attached(5);
        heard.next();
        assertThat(rejection(edge, hello(4, record))).isEqualTo("StaleIncarnation");

        newer.close();
        heard.next();
        assertThat(rejection(edge, hello(4, record))).isEqualTo("StaleIncarnation");
        attached(5);
        assertThat(heard.next()).isEqualTo("attached edge-1 5");
    }

    @Test
    void rejectsWhoeverIsNoMember() throws Exception {
        FakeHost thief = new FakeHost(TestMesh.key(4), edgeGate, mesh.clock);
        SignedRecord provider = mesh.record(edge.id(), "edge-1", Role.PROVIDER);

        assertThat(rejection(thief, hello(1, record))).isEqualTo("NotAMember");
        assertThat(rejection(edge, hello(1, SignedRecord.getDefaultInstance()))).isEqualTo("NotAMember");
        assertThat(rejection(edge, hello(1, provider))).isEqualTo("WrongRole");
        mesh.clock.advance(Duration.ofDays(1));
        assertThat(rejection(edge, hello(1, record))).isEqualTo("Expired");
        assertThat(heard.isQuiet()).isTrue();
    }

    @Test
    void cutsARevokedHostAtOnce() throws Exception {
        Host.Registration watch = mesh.gate.watch(mesh.provider);
        attached(1);
        heard.next();

        mesh.revocations.revoke(edge.id());

        assertThat(heard.next()).startsWith("detached the host is not heard");
        assertThat(told.poll(20, TimeUnit.SECONDS)).startsWith("lost ");
        watch.close();
    }

    @Test
    void trustsNoProviderWithoutAValidRecord() throws Exception {
        SignedRecord other = mesh.record(TestMesh.key(9).peerId(), "other", Role.PROVIDER);
        welcome = welcome.toBuilder().setProviderRecord(other).build();

        assertThat(attach(edge, hello(1, record))).isInstanceOf(Untrusted.class);
        assertThat(edgeGate.stream(mesh.provider.id(), Protocols.POD)).isFalse();
        assertThat(heard.isQuiet()).isTrue();
    }

    @Test
    void refusesAWelcomeThatWouldKeepTheHostFromBeating() throws Exception {
        welcome = welcome.toBuilder().setBeatIntervalMs(0).build();

        assertThatThrownBy(() -> attach(edge, hello(1, record))).hasMessageContaining("a beat each 0 ms");
    }

    @Test
    void resetsAStreamThatBringsAnOversizeMessage() throws Exception {
        attached(1);
        heard.next();
        try (Stream stream = edge.dial(mesh.provider).open(Protocols.ATTACH)) {
            stream.out().write(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff, 0x01});

            assertThatThrownBy(() -> stream.in().read()).isInstanceOf(IOException.class);
        }
        assertThat(heard.isQuiet()).isTrue();
    }

    @Test
    void tellsEveryEndWhenTheServiceCloses() throws Exception {
        attached(1);
        heard.next();

        service.close();

        assertThat(heard.next()).isEqualTo("detached the provider ends its service");
        assertThat(told.poll(20, TimeUnit.SECONDS)).startsWith("lost ");
    }

    @Test
    void asksEachHostToAttachAnewOverTheSameConnection() throws Exception {
        welcome = welcome.toBuilder().setStandby(true).build();
        HostAttachment standby = attached(1);
        heard.next();
        assertThat(standby.standby()).isTrue();
        Connection connection = edge.connections().iterator().next();

        welcome = welcome.toBuilder().setStandby(false).build();
        service.reattach("it leads now");

        assertThat(heard.next()).isEqualTo("detached it leads now");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("again attach anew: it leads now");
        assertThat(connection.isOpen()).isTrue();
        Attached anew = (Attached) attacher.attach(connection, hello(1, record), listener);
        assertThat(heard.next()).isEqualTo("attached edge-1 1");
        assertThat(anew.attachment().standby()).isFalse();
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void asksAHostThatWasBeingWelcomedForTheSameReason() throws Exception {
        whileItIsWelcomed = () -> service.reattach("it leads now");

        attached(1);

        assertThat(heard.next()).isEqualTo("attached edge-1 1");
        assertThat(heard.next()).isEqualTo("detached it leads now");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("again attach anew: it leads now");
    }

    @Test
    void losesAHostThatDoesNotKnowHowToAttachAnew() throws Exception {
        AttachmentListener old = new AttachmentListener() {
            @Override
            public void acked(long sequence) {}

            @Override
            public void lost(String reason) {
                told.add("lost " + reason);
            }
        };
        attacher.attach(edge.dial(mesh.provider), hello(1, record), old);
        heard.next();

        service.reattach("it leads now");

        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("lost attach anew: it leads now");
    }

    private HostAttachment attached(long incarnation) throws Exception {
        return switch (attach(edge, hello(incarnation, record))) {
            case Attached attached -> attached.attachment();
            case Rejected rejected -> throw new AssertionError(rejected.toString());
            case Untrusted untrusted -> throw new AssertionError(untrusted.message());
        };
    }

    private String rejection(FakeHost from, Hello hello) throws Exception {
        return switch (attach(from, hello)) {
            case Rejected rejected -> rejected.reason();
            case Attached attached ->
                throw new AssertionError("attached to " + attached.attachment().nodeName());
            case Untrusted untrusted -> throw new AssertionError(untrusted.message());
        };
    }

    private AttachOutcome attach(FakeHost from, Hello hello) throws Exception {
        return attacher.attach(from.dial(mesh.provider), hello, listener);
    }

    private static PodReport report(String uid, long sequence) {
        return PodReport.newBuilder()
                .setClusterId("c-1")
                .setUid(uid)
                .setSequence(sequence)
                .build();
    }
}
