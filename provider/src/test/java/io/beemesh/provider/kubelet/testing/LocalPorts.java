package io.beemesh.provider.kubelet.testing;

import io.beemesh.mesh.session.port.ForwardOutcome;
import io.beemesh.mesh.session.port.PortConnection;
import io.beemesh.mesh.wire.StreamOpening;
import io.beemesh.provider.kubelet.portforward.ForwardedPod;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;

/**
 * Ports of this machine's loopback address.
 *
 * @param name what an error calls the pod
 */
record LocalPorts(String name) implements ForwardedPod {
    @Override
    public String uid() {
        return "uid-of-" + name;
    }

    @Override
    public ForwardOutcome connect(int port) throws IOException {
        try {
            return new ForwardOutcome.Opened(new Connected(new Socket(InetAddress.ofLiteral("127.0.0.1"), port)));
        } catch (ConnectException e) {
            return new ForwardOutcome.Refused(
                    StreamOpening.Result.FAILED, "failed to connect to localhost:" + port + ": connection refused");
        }
    }

    private record Connected(Socket socket) implements PortConnection {
        @Override
        public InputStream in() {
            try {
                return socket.getInputStream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public OutputStream out() {
            try {
                return new FilterOutputStream(socket.getOutputStream()) {
                    @Override
                    public void write(byte[] buffer, int offset, int length) throws IOException {
                        out.write(buffer, offset, length);
                    }

                    @Override
                    public void close() throws IOException {
                        socket.shutdownOutput();
                    }
                };
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
