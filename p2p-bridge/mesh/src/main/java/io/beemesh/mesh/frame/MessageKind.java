package io.beemesh.mesh.frame;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.beemesh.mesh.wire.Chunk;
import io.beemesh.mesh.wire.EnrolReply;
import io.beemesh.mesh.wire.EnrolRequest;
import io.beemesh.mesh.wire.HostMessage;
import io.beemesh.mesh.wire.MembershipRecord;
import io.beemesh.mesh.wire.PodReply;
import io.beemesh.mesh.wire.PodRequest;
import io.beemesh.mesh.wire.ProviderMessage;
import io.beemesh.mesh.wire.SignedRecord;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.mesh.wire.StreamRequest;
import io.beemesh.mesh.wire.UsageReply;
import io.beemesh.mesh.wire.UsageRequest;
import java.util.List;

/**
 * A kind of message and how long one may be, its length prefix not counted.
 *
 * @param name for error messages
 * @param parser of its bytes
 * @param capBytes the longest that is sent or accepted
 * @param <T> the message
 */
public record MessageKind<T extends MessageLite>(String name, Parser<T> parser, int capBytes) {
    private static final int KIB = 1024;
    private static final int MIB = 1024 * KIB;

    /** A record as the authority signs it: names and at most 64 labels. */
    public static final MessageKind<MembershipRecord> MEMBERSHIP_RECORD =
            new MessageKind<>("membership record", MembershipRecord.parser(), 64 * KIB);

    /** A record and its signature, as it is kept in files. */
    public static final MessageKind<SignedRecord> SIGNED_RECORD =
            new MessageKind<>("signed record", SignedRecord.parser(), 65 * KIB);

    /** Comes from peers that nobody knows yet, so it is short. */
    public static final MessageKind<EnrolRequest> ENROL_REQUEST =
            new MessageKind<>("enrol request", EnrolRequest.parser(), 64 * KIB);

    /** Carries two signed records. */
    public static final MessageKind<EnrolReply> ENROL_REPLY =
            new MessageKind<>("enrol reply", EnrolReply.parser(), 256 * KIB);

    /** Carries a pod's status, which the API server bounds at about as much. */
    public static final MessageKind<HostMessage> HOST_MESSAGE =
            new MessageKind<>("host message", HostMessage.parser(), 2 * MIB);

    /** Carries a signed record at most. */
    public static final MessageKind<ProviderMessage> PROVIDER_MESSAGE =
            new MessageKind<>("provider message", ProviderMessage.parser(), 128 * KIB);

    /** Carries a pod and all ConfigMaps and Secrets that it names, of up to 1 MiB each. */
    public static final MessageKind<PodRequest> POD_REQUEST =
            new MessageKind<>("pod request", PodRequest.parser(), 16 * MIB);

    /** Carries a reason and a sentence. */
    public static final MessageKind<PodReply> POD_REPLY = new MessageKind<>("pod reply", PodReply.parser(), 64 * KIB);

    /** Carries a command line, which Linux bounds at 2 MiB. */
    public static final MessageKind<StreamRequest> STREAM_REQUEST =
            new MessageKind<>("stream request", StreamRequest.parser(), 2 * MIB);

    /** Carries a result and a sentence. */
    public static final MessageKind<StreamOpening> STREAM_OPENING =
            new MessageKind<>("stream opening", StreamOpening.parser(), 64 * KIB);

    /** Carries at most 32 KiB of data. */
    public static final MessageKind<Chunk> CHUNK = new MessageKind<>("chunk", Chunk.parser(), 33 * KIB);

    /** Carries the id of a cluster. */
    public static final MessageKind<UsageRequest> USAGE_REQUEST =
            new MessageKind<>("usage request", UsageRequest.parser(), 4 * KIB);

    /** Carries about 1 KiB for each container of a host. */
    public static final MessageKind<UsageReply> USAGE_REPLY =
            new MessageKind<>("usage reply", UsageReply.parser(), 4 * MIB);

    /** Every kind there is. */
    public static List<MessageKind<?>> all() {
        return List.of(
                MEMBERSHIP_RECORD,
                SIGNED_RECORD,
                ENROL_REQUEST,
                ENROL_REPLY,
                HOST_MESSAGE,
                PROVIDER_MESSAGE,
                POD_REQUEST,
                POD_REPLY,
                STREAM_REQUEST,
                STREAM_OPENING,
                CHUNK,
                USAGE_REQUEST,
                USAGE_REPLY);
    }
}
