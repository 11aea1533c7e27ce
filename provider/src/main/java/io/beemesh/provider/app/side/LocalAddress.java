package io.beemesh.provider.app.side;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;

/** Finds the address of this machine that others reach. */
public final class LocalAddress {
    private LocalAddress() {}

    /** The address that packets to this server leave from; if that is the loopback, another one if there is any. */
    public static InetAddress towards(URI server) {
        try (DatagramSocket socket = new DatagramSocket()) {
            int port = server.getPort() > 0 ? server.getPort() : 443;
            // Nothing is sent: connecting a datagram socket only asks for the route.
            socket.connect(new InetSocketAddress(server.getHost(), port));
            InetAddress local = socket.getLocalAddress();
            return local.isLoopbackAddress() || local.isAnyLocalAddress() ? fromInterfaces() : local;
        } catch (IOException e) {
            throw new UncheckedIOException("no way to " + server + "; set beemesh.node.address", e);
        }
    }

    private static InetAddress fromInterfaces() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .findFirst()
                .orElseGet(InetAddress::getLoopbackAddress);
    }
}
