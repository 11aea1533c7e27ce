package io.beemesh.raft.rpc;

import io.beemesh.raft.appender.AppenderLimits;
import io.beemesh.raft.appender.Appenders;
import io.beemesh.raft.appender.PipelinedAppender;
import io.beemesh.raft.quorum.Quorums;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.ClientFactory;
import org.apache.ratis.client.RaftClientRpc;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.rpc.RpcFactory;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;
import org.apache.ratis.server.leader.FollowerInfo;
import org.apache.ratis.server.leader.LeaderState;
import org.apache.ratis.server.leader.LogAppender;
import org.apache.ratis.util.SizeInBytes;

/**
 * Ratis' calls over libp2p streams. Ratis makes it by its class name, so that it is public and has a constructor
 * without parameters; what it works with comes by {@link Parameters}.
 */
public final class StreamRpcType implements RpcType {
    /**
     * The longest entry, batch of entries and piece of a snapshot, in bytes: 1.5 MiB, as a store takes, and what is
     * around it. Each fits a frame.
     */
    public static final int PART_BYTES_MAX = (3 << 19) + (16 << 10);

    private static final String NETWORK = "beemesh.raft.network";
    private static final String LIMITS = "beemesh.raft.limits";
    private static final String SERVER = "beemesh.raft.server";

    /** For Ratis. */
    public StreamRpcType() {}

    /** Tells a server or a client to use it, and to send nothing that is too long for it. */
    public static void choose(RaftProperties properties) {
        SizeInBytes part = SizeInBytes.valueOf(PART_BYTES_MAX);
        RaftConfigKeys.Rpc.setType(properties, new StreamRpcType());
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(properties, true);
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(properties, part);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(properties, part);
        // Room for an entry, its length and its checksum: of all that a group takes this is most.
        RaftServerConfigKeys.Log.setWriteBufferSize(properties, SizeInBytes.valueOf(PART_BYTES_MAX + 8));
    }

    /** What a server is built with. */
    public static Parameters ofServer(RaftNetwork network, AppenderLimits limits) {
        Parameters parameters = new Parameters();
        parameters.put(NETWORK, network, RaftNetwork.class);
        parameters.put(LIMITS, limits, AppenderLimits.class);
        return parameters;
    }

    /** What a client beside a server is built with: it asks that server without a stream. */
    public static Parameters ofClient(RaftServer beside) {
        Parameters parameters = new Parameters();
        parameters.put(SERVER, beside, RaftServer.class);
        return parameters;
    }

    /** How a server that calls by streams is in touch with the quorums of its groups. */
    public static Quorums quorums(RaftServer server) {
        return serverRpc(server).quorums();
    }

    /** Has such a server look, soon, at what it may lead; to be called from time to time. */
    public static void look(RaftServer server) {
        serverRpc(server).look();
    }

    private static ServerRpc serverRpc(RaftServer server) {
        return switch (server.getServerRpc()) {
            case ServerRpc streams -> streams;
            case RaftServerRpc other ->
                throw new IllegalArgumentException(
                        "a server of " + other.getRpcType() + " (expected: one that calls by streams)");
        };
    }

    @Override
    public String name() {
        return StreamRpcType.class.getName();
    }

    @Override
    public RpcFactory newFactory(Parameters parameters) {
        RaftServer beside = parameters.get(SERVER, RaftServer.class);
        return beside == null
                ? new Serving(
                        parameters.getNonNull(NETWORK, RaftNetwork.class),
                        parameters.getNonNull(LIMITS, AppenderLimits.class),
                        new Appenders())
                : new Asking(beside);
    }

    /** Makes the serving end. */
    private record Serving(RaftNetwork network, AppenderLimits limits, Appenders appenders) implements ServerFactory {
        @Override
        public RpcType getRpcType() {
            return new StreamRpcType();
        }

        @Override
        public RaftServerRpc newRaftServerRpc(RaftServer server) {
            return new ServerRpc(server, network, limits, new Quorums(appenders));
        }

        @Override
        public LogAppender newLogAppender(RaftServer.Division server, LeaderState state, FollowerInfo follower) {
            return new PipelinedAppender(server, state, follower, limits, appenders);
        }
    }

    /** Makes the asking end. */
    private record Asking(RaftServer beside) implements ClientFactory {
        @Override
        public RpcType getRpcType() {
            return new StreamRpcType();
        }

        @Override
        public RaftClientRpc newRaftClientRpc(ClientId client, RaftProperties properties) {
            return new ClientRpc(beside, serverRpc(beside).clients(), properties);
        }
    }
}
