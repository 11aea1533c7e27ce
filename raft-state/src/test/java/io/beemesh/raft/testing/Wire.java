package io.beemesh.raft.testing;

import java.io.IOException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServer;

/** How the servers of a test reach each other. */
public interface Wire extends AutoCloseable {
    /** One more server; what the wire knows of it comes with it. */
    RaftPeer newPeer() throws IOException;

    /** What that server is built with. */
    Parameters ofServer(RaftPeer peer, RaftProperties properties) throws IOException;

    /** What a client beside a server is built with. */
    Parameters ofClient(RaftServer beside, RaftProperties properties);

    /** Nobody reaches a server any more, nor does it reach anybody, until it is built again. */
    void cut(RaftPeer peer);

    @Override
    void close() throws IOException;
}
