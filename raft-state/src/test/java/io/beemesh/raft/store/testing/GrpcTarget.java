package io.beemesh.raft.store.testing;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.beemesh.raft.store.wire.AlarmResponse;
import io.beemesh.raft.store.wire.CompactionResponse;
import io.beemesh.raft.store.wire.DeleteRangeResponse;
import io.beemesh.raft.store.wire.HashKVResponse;
import io.beemesh.raft.store.wire.LeaseGrantResponse;
import io.beemesh.raft.store.wire.LeaseKeepAliveResponse;
import io.beemesh.raft.store.wire.LeaseLeasesResponse;
import io.beemesh.raft.store.wire.LeaseRevokeResponse;
import io.beemesh.raft.store.wire.LeaseTimeToLiveResponse;
import io.beemesh.raft.store.wire.PutResponse;
import io.beemesh.raft.store.wire.RangeResponse;
import io.beemesh.raft.store.wire.TxnResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.ratis.thirdparty.io.grpc.CallOptions;
import org.apache.ratis.thirdparty.io.grpc.Grpc;
import org.apache.ratis.thirdparty.io.grpc.InsecureChannelCredentials;
import org.apache.ratis.thirdparty.io.grpc.ManagedChannel;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor;
import org.apache.ratis.thirdparty.io.grpc.MethodDescriptor.MethodType;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.StatusRuntimeException;
import org.apache.ratis.thirdparty.io.grpc.stub.ClientCalls;

/** Whatever answers etcd's API at an address. This client shares nothing with what serves it but the messages. */
public final class GrpcTarget implements Target, AutoCloseable {
    private static final Map<String, Parser<? extends MessageLite>> RESPONSES = Map.ofEntries(
            Map.entry("KV/Range", RangeResponse.parser()),
            Map.entry("KV/Put", PutResponse.parser()),
            Map.entry("KV/DeleteRange", DeleteRangeResponse.parser()),
            Map.entry("KV/Txn", TxnResponse.parser()),
            Map.entry("KV/Compact", CompactionResponse.parser()),
            Map.entry("Lease/LeaseGrant", LeaseGrantResponse.parser()),
            Map.entry("Lease/LeaseRevoke", LeaseRevokeResponse.parser()),
            Map.entry("Lease/LeaseKeepAlive", LeaseKeepAliveResponse.parser()),
            Map.entry("Lease/LeaseTimeToLive", LeaseTimeToLiveResponse.parser()),
            Map.entry("Lease/LeaseLeases", LeaseLeasesResponse.parser()),
            Map.entry("Maintenance/Alarm", AlarmResponse.parser()),
            Map.entry("Maintenance/HashKV", HashKVResponse.parser()));

    private final ManagedChannel channel;

    /** Connects when it is asked. */
    public GrpcTarget(String hostAndPort) {
        channel = Grpc.newChannelBuilder(hostAndPort, InsecureChannelCredentials.create())
                .build();
    }

    /** What it speaks over. */
    public ManagedChannel channel() {
        return channel;
    }

    @Override
    public String ask(Call call) throws InterruptedException {
        if (call.method().startsWith("Watch")) {
            return WatchCalls.ask(channel, call);
        }
        boolean streams = call.method().endsWith("KeepAlive");
        MethodDescriptor<MessageLite, MessageLite> method = method(
                call.method(),
                streams ? MethodType.SERVER_STREAMING : MethodType.UNARY,
                RESPONSES.getOrDefault(call.method(), TxnResponse.parser()));
        try {
            // What may answer more than once is asked once: the client says that it is done, and so is the server.
            Iterator<MessageLite> responses = streams
                    ? ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, call.request())
                    : List.of(ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, call.request()))
                            .iterator();
            return responses.hasNext() ? Answers.of(responses.next()) : "";
        } catch (StatusRuntimeException e) {
            Status status = e.getStatus();
            return Answers.refused(status.getCode().value(), String.valueOf(status.getDescription()));
        }
    }

    /** A method of etcd's API. */
    public static MethodDescriptor<MessageLite, MessageLite> method(
            String name, MethodType type, Parser<? extends MessageLite> response) {
        return MethodDescriptor.<MessageLite, MessageLite>newBuilder()
                .setType(type)
                .setFullMethodName("etcdserverpb." + name)
                .setRequestMarshaller(new Marshaller(response))
                .setResponseMarshaller(new Marshaller(response))
                .build();
    }

    private record Marshaller(Parser<? extends MessageLite> parser)
            implements MethodDescriptor.Marshaller<MessageLite> {
        @Override
        public InputStream stream(MessageLite value) {
            return new ByteArrayInputStream(value.toByteArray());
        }

        @Override
        public MessageLite parse(InputStream stream) {
            try {
                return parser.parseFrom(stream);
            } catch (IOException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
