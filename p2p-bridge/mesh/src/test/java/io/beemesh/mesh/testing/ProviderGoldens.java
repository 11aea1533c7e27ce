package io.beemesh.mesh.testing;

import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.testing.GoldenMessages.Golden;
import io.beemesh.mesh.wire.Again;
import io.beemesh.mesh.wire.BeatAck;
import io.beemesh.mesh.wire.ProviderAt;
import io.beemesh.mesh.wire.ProviderMessage;
import io.beemesh.mesh.wire.Rejected;
import io.beemesh.mesh.wire.ReportAck;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.Welcome;
import java.util.Map;

/** What a provider says to hosts that are attached, or ask to be. */
final class ProviderGoldens {
    private ProviderGoldens() {}

    static void put(Map<String, Golden> all, SignedRecord signed) {
        putProvider(
                all,
                "welcome",
                ProviderMessage.newBuilder()
                        .setWelcome(Welcome.newBuilder()
                                .setClusterId("c-1")
                                .setNodeName("beemesh")
                                .setProviderRecord(signed)
                                .setBeatIntervalMs(10_000)
                                .setLostAfterMs(40_000)));
        putProvider(all, "welcome-standby", ProviderMessage.newBuilder().setWelcome(standby(signed)));
        putProvider(
                all,
                "again",
                ProviderMessage.newBuilder().setAgain(Again.newBuilder().setReason("it leads now")));
        putProvider(
                all,
                "rejected",
                ProviderMessage.newBuilder()
                        .setRejected(Rejected.newBuilder().setReason("Revoked").setMessage("revoked")));
        putProvider(
                all,
                "beat-ack",
                ProviderMessage.newBuilder().setBeatAck(BeatAck.newBuilder().setNumber(300)));
        putProvider(
                all,
                "report-ack",
                ProviderMessage.newBuilder().setReportAck(ReportAck.newBuilder().setSequence(17)));
    }

    private static Welcome.Builder standby(SignedRecord signed) {
        return Welcome.newBuilder()
                .setClusterId("c-1")
                .setNodeName("beemesh")
                .setProviderRecord(signed)
                .setBeatIntervalMs(10_000)
                .setLostAfterMs(40_000)
                .setRenewedRecord(signed)
                .setStandby(true)
                .addProviders(ProviderAt.newBuilder()
                        .addAddresses("/ip4/192.0.2.1/tcp/4001/p2p/a")
                        .addAddresses("/dns4/mesh.example.org/tcp/4001/p2p/a"))
                .addProviders(ProviderAt.newBuilder().addAddresses("/ip4/192.0.2.2/tcp/4001/p2p/b"));
    }

    private static void putProvider(Map<String, Golden> all, String name, ProviderMessage.Builder message) {
        all.put("provider-message-" + name, new Golden(MessageKind.PROVIDER_MESSAGE, message.build()));
    }
}
