package io.beemesh.raft.front;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * Where a store is to be reached.
 *
 * @param socket not bound yet; whoever made it chose whose network it is of. It is closed with what is served there
 * @param at where to bind it; its port may be 0 for any
 */
public record Entrance(ServerSocketChannel socket, InetSocketAddress at) {
    /** On this machine's own network. */
    public static Entrance of(InetSocketAddress at) throws IOException {
        return new Entrance(ServerSocketChannel.open(), at);
    }
}
