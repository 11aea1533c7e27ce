package io.beemesh.raft.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServer;

/** Ratis' own gRPC, to compare with. It lets everybody in. */
public final class GrpcWire implements Wire {
    private int peers;

    @Override
    public RaftPeer newPeer() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return RaftPeer.newBuilder()
                    .setId("s" + peers++)
                    .setAddress("127.0.0.1:" + free.getLocalPort())
                    .build();
        }
    }

    @Override
    public Parameters ofServer(RaftPeer peer, RaftProperties properties) {
        String[] address = peer.getAddress().split(":");
        RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
        GrpcConfigKeys.Server.setHost(properties, address[0]);
        GrpcConfigKeys.Server.setPort(properties, Integer.parseInt(address[1]));
        return new Parameters();
    }

    @Override
    public Parameters ofClient(RaftServer beside, RaftProperties properties) {
        RaftConfigKeys.Rpc.setType(properties, SupportedRpcType.GRPC);
        return new Parameters();
    }

    @Override
    public void cut(RaftPeer peer) {
        // Its server is about to end, and its port is free then.
    }

    @Override
    public void close() {
        // Nothing is shared.
    }
}
