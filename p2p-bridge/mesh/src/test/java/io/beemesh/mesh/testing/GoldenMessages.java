package io.beemesh.mesh.testing;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.wire.Admitted;
import io.beemesh.mesh.wire.Amounts;
import io.beemesh.mesh.wire.AttachRequest;
import io.beemesh.mesh.wire.Beat;
import io.beemesh.mesh.wire.Chunk;
import io.beemesh.mesh.wire.ClaimedVolume;
import io.beemesh.mesh.wire.ConfigSource;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.EnrolRefused;
import io.beemesh.mesh.wire.EnrolReply;
import io.beemesh.mesh.wire.EnrolRequest;
import io.beemesh.mesh.wire.Enrolled;
import io.beemesh.mesh.wire.EraseVolume;
import io.beemesh.mesh.wire.ExecRequest;
import io.beemesh.mesh.wire.Exit;
import io.beemesh.mesh.wire.ForwardRequest;
import io.beemesh.mesh.wire.Gone;
import io.beemesh.mesh.wire.Hello;
import io.beemesh.mesh.wire.HostFacts;
import io.beemesh.mesh.wire.HostMessage;
import io.beemesh.mesh.wire.LogsRequest;
import io.beemesh.mesh.wire.MembershipRecord;
import io.beemesh.mesh.wire.Noted;
import io.beemesh.mesh.wire.PodEvent;
import io.beemesh.mesh.wire.PodReply;
import io.beemesh.mesh.wire.PodReport;
import io.beemesh.mesh.wire.PodRequest;
import io.beemesh.mesh.wire.Refused;
import io.beemesh.mesh.wire.RegistryCredential;
import io.beemesh.mesh.wire.ReportsComplete;
import io.beemesh.mesh.wire.Resize;
import io.beemesh.mesh.wire.Resources;
import io.beemesh.mesh.wire.Role;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.StdinClosed;
import io.beemesh.mesh.wire.StopPod;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** One message of each shape with every field set to a value of its own. */
public final class GoldenMessages {
    private static final SignedRecord SIGNED = SignedRecord.newBuilder()
            .setRecord(ByteString.copyFromUtf8("record"))
            .setSignature(ByteString.copyFromUtf8("signature"))
            .build();

    private static final Resources RESOURCES = Resources.newBuilder()
            .setCapacity(amounts(4000, 8L << 30))
            .setAllocatable(amounts(3900, 7L << 30))
            .setRequested(amounts(250, 64L << 20))
            .addPressures("DiskPressure")
            .setUnschedulable(true)
            .build();

    private GoldenMessages() {}

    /** A message and its kind. */
    public record Golden(MessageKind<?> kind, MessageLite message) {}

    /** Some message of a kind. */
    public static <T extends MessageLite> T of(MessageKind<T> kind) {
        return all().values().stream()
                .filter(golden -> golden.kind().equals(kind))
                .findFirst()
                .map(golden -> cast(kind, golden.message()))
                .orElseThrow(() -> new IllegalStateException("no golden message of kind " + kind.name()));
    }

    private static <T extends MessageLite> T cast(MessageKind<T> kind, MessageLite message) {
        try {
            return kind.parser().parseFrom(message.toByteString());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(kind.name(), e);
        }
    }

    /** All of them, by the name of their golden file. */
    public static Map<String, Golden> all() {
        Map<String, Golden> all = new LinkedHashMap<>();
        membership(all);
        enrol(all);
        host(all);
        ProviderGoldens.put(all, SIGNED);
        pod(all);
        stream(all);
        chunks(all);
        UsageGoldens.put(all);
        GroupGoldens.put(all);
        return all;
    }

    private static void membership(Map<String, Golden> all) {
        all.put(
                "membership-record",
                new Golden(
                        MessageKind.MEMBERSHIP_RECORD,
                        MembershipRecord.newBuilder()
                                .setMesh("default")
                                .setPeerId(ByteString.copyFrom(
                                        TestMesh.key(3).peerId().bytes()))
                                .setName("edge-1")
                                .putLabels("zone", "lab")
                                .setRole(Role.ROLE_HOST)
                                .setIssuedAtMs(1_700_000_000_000L)
                                .setExpiresAtMs(1_800_000_000_000L)
                                .setSerial(9)
                                .build()));
        all.put("signed-record", new Golden(MessageKind.SIGNED_RECORD, SIGNED));
    }

    private static void enrol(Map<String, Golden> all) {
        all.put(
                "enrol-request",
                new Golden(
                        MessageKind.ENROL_REQUEST,
                        EnrolRequest.newBuilder()
                                .setTokenId("t-1")
                                .setTokenSecret(ByteString.copyFromUtf8("0123456789abcdef"))
                                .setName("edge-1")
                                .putLabels("zone", "lab")
                                .build()));
        all.put(
                "enrol-reply-enrolled",
                new Golden(
                        MessageKind.ENROL_REPLY,
                        EnrolReply.newBuilder()
                                .setEnrolled(Enrolled.newBuilder()
                                        .setAuthorityKey(ByteString.copyFromUtf8("key"))
                                        .setRecord(SIGNED)
                                        .setProviderRecord(SIGNED))
                                .build()));
        all.put(
                "enrol-reply-refused",
                new Golden(
                        MessageKind.ENROL_REPLY,
                        EnrolReply.newBuilder()
                                .setRefused(EnrolRefused.newBuilder()
                                        .setReason(EnrolRefused.Reason.TOKEN_USED_UP)
                                        .setMessage("used up"))
                                .build()));
    }

    private static void host(Map<String, Golden> all) {
        putHost(all, "hello", HostMessage.newBuilder().setHello(hello()));
        putHost(all, "beat", HostMessage.newBuilder().setBeat(Beat.newBuilder().setNumber(300)));
        putHost(all, "resources", HostMessage.newBuilder().setResources(RESOURCES));
        putHost(
                all,
                "pod-status",
                HostMessage.newBuilder()
                        .setPod(report().setStatusJson(ByteString.copyFromUtf8("{\"phase\":\"Running\"}"))));
        putHost(all, "pod-gone", HostMessage.newBuilder().setPod(report().setGone(Gone.getDefaultInstance())));
        putHost(
                all,
                "event",
                HostMessage.newBuilder()
                        .setEvent(PodEvent.newBuilder()
                                .setClusterId("c-1")
                                .setUid("u-1")
                                .setNamespace("default")
                                .setName("web")
                                .setContainerPath("spec.containers{web}")
                                .setWarning(true)
                                .setReason("BackOff")
                                .setMessage("back-off")
                                .setAtMs(1_700_000_000_001L)));
        putHost(all, "complete", HostMessage.newBuilder().setComplete(ReportsComplete.getDefaultInstance()));
    }

    private static void putHost(Map<String, Golden> all, String name, HostMessage.Builder message) {
        all.put("host-message-" + name, new Golden(MessageKind.HOST_MESSAGE, message.build()));
    }

    private static Hello hello() {
        return Hello.newBuilder()
                .setRecord(SIGNED)
                .setIncarnation(5)
                .setFacts(HostFacts.newBuilder()
                        .setAgentVersion("0.1.0")
                        .setPodmanVersion("4.3.1")
                        .setOsImage("Debian GNU/Linux 12")
                        .setKernelVersion("6.1.0")
                        .setArchitecture("amd64")
                        .setMachineId("m-1")
                        .setBootId("b-1")
                        .setAddress("192.0.2.7")
                        .setAliveSinceMs(1_600_000_000_000L)
                        .setHostName("edge"))
                .setResources(RESOURCES)
                .build();
    }

    private static PodReport.Builder report() {
        return PodReport.newBuilder()
                .setClusterId("c-1")
                .setUid("u-1")
                .setNamespace("default")
                .setName("web")
                .setSequence(17)
                .setAttempt(2);
    }

    private static void pod(Map<String, Golden> all) {
        all.put(
                "pod-request-run",
                new Golden(
                        MessageKind.POD_REQUEST,
                        PodRequest.newBuilder().setRun(run()).build()));
        all.put(
                "pod-request-stop",
                new Golden(
                        MessageKind.POD_REQUEST,
                        PodRequest.newBuilder()
                                .setStop(StopPod.newBuilder()
                                        .setClusterId("c-1")
                                        .setUid("u-1")
                                        .setGraceSeconds(30)
                                        .setReason("deleted"))
                                .build()));
        all.put(
                "pod-request-desired",
                new Golden(
                        MessageKind.POD_REQUEST,
                        PodRequest.newBuilder()
                                .setDesired(DesiredPods.newBuilder()
                                        .setClusterId("c-1")
                                        .setNumber(4)
                                        .addUids("u-1")
                                        .addUids("u-2"))
                                .build()));
        all.put(
                "pod-request-erase",
                new Golden(
                        MessageKind.POD_REQUEST,
                        PodRequest.newBuilder()
                                .setErase(EraseVolume.newBuilder()
                                        .setClusterId("c-1")
                                        .setVolume("pvc-1"))
                                .build()));
        all.put(
                "pod-request-run-claim",
                new Golden(
                        MessageKind.POD_REQUEST,
                        PodRequest.newBuilder()
                                .setRun(RunPod.newBuilder()
                                        .setUid("u-1")
                                        .addClaims(ClaimedVolume.newBuilder()
                                                .setClaim("data-web-0")
                                                .setVolume("pvc-1")
                                                .setProblem("PVC is not bound")))
                                .build()));
        putReply(all, "admitted", PodReply.newBuilder().setAdmitted(Admitted.getDefaultInstance()));
        putReply(
                all,
                "refused",
                PodReply.newBuilder()
                        .setRefused(Refused.newBuilder()
                                .setReason("OutOfcpu")
                                .setMessage("no cpu")
                                .setPermanent(true)));
        putReply(all, "noted", PodReply.newBuilder().setNoted(Noted.getDefaultInstance()));
    }

    private static void putReply(Map<String, Golden> all, String name, PodReply.Builder reply) {
        all.put("pod-reply-" + name, new Golden(MessageKind.POD_REPLY, reply.build()));
    }

    private static RunPod run() {
        return RunPod.newBuilder()
                .setClusterId("c-1")
                .setUid("u-1")
                .setAttempt(2)
                .setRevision(3)
                .setPodJson(ByteString.copyFromUtf8("{\"kind\":\"Pod\"}"))
                .addSources(ConfigSource.newBuilder()
                        .setKind(ConfigSource.Kind.SECRET)
                        .setName("s-1")
                        .putData("k", ByteString.copyFromUtf8("v"))
                        .setMissing(true)
                        .setExpiresAtMs(1_700_000_000_002L))
                .putServiceEnvironment("KUBERNETES_SERVICE_HOST", "10.43.0.1")
                .addCredentials(RegistryCredential.newBuilder()
                        .setRegistry("registry.example")
                        .setUsername("u")
                        .setPassword("p"))
                .setHostIp("192.0.2.7")
                .setHostLeaseMs(35_000)
                .addDnsServers("10.43.0.10")
                .addDnsSearches("cluster.local")
                .build();
    }

    private static void stream(Map<String, Golden> all) {
        putRequest(
                all,
                "logs",
                request()
                        .setLogs(LogsRequest.newBuilder()
                                .setFollow(true)
                                .setPrevious(true)
                                .setTimestamps(true)
                                .setTailLines(0)
                                .setSinceMs(1_700_000_000_003L)
                                .setLimitBytes(1024)
                                .setStdout(true)
                                .setStderr(true)
                                .setSinceSeconds(60)));
        putRequest(
                all,
                "exec",
                request()
                        .setExec(ExecRequest.newBuilder()
                                .addCommand("sh")
                                .addCommand("-c")
                                .setStdin(true)
                                .setStdout(true)
                                .setStderr(true)
                                .setTty(true)));
        putRequest(
                all,
                "attach",
                request()
                        .setAttach(AttachRequest.newBuilder()
                                .setStdin(true)
                                .setStdout(true)
                                .setStderr(true)
                                .setTty(true)));
        putRequest(
                all, "forward", request().setForward(ForwardRequest.newBuilder().setPort(8080)));
        all.put(
                "stream-opening",
                new Golden(
                        MessageKind.STREAM_OPENING,
                        StreamOpening.newBuilder()
                                .setResult(StreamOpening.Result.NOT_RUNNING)
                                .setMessage("not running")
                                .build()));
    }

    private static StreamRequest.Builder request() {
        return StreamRequest.newBuilder().setClusterId("c-1").setPodUid("u-1").setContainer("web");
    }

    private static void putRequest(Map<String, Golden> all, String name, StreamRequest.Builder request) {
        all.put("stream-request-" + name, new Golden(MessageKind.STREAM_REQUEST, request.build()));
    }

    private static void chunks(Map<String, Golden> all) {
        ByteString data = ByteString.copyFromUtf8("data");
        putChunk(all, "stdin", Chunk.newBuilder().setStdin(data));
        putChunk(all, "stdout", Chunk.newBuilder().setStdout(data));
        putChunk(all, "stderr", Chunk.newBuilder().setStderr(data));
        putChunk(all, "stdin-closed", Chunk.newBuilder().setStdinClosed(StdinClosed.getDefaultInstance()));
        putChunk(
                all,
                "resize",
                Chunk.newBuilder().setResize(Resize.newBuilder().setColumns(80).setRows(25)));
        putChunk(
                all,
                "exit",
                Chunk.newBuilder().setExit(Exit.newBuilder().setCode(137).setError("killed")));
    }

    private static void putChunk(Map<String, Golden> all, String name, Chunk.Builder chunk) {
        all.put("chunk-" + name, new Golden(MessageKind.CHUNK, chunk.build()));
    }

    private static Amounts amounts(long cpuMillis, long memoryBytes) {
        return Amounts.newBuilder()
                .setCpuMillis(cpuMillis)
                .setMemoryBytes(memoryBytes)
                .setEphemeralStorageBytes(1L << 34)
                .setPods(110)
                .build();
    }
}
