package io.beemesh.provider.kubelet.portforward;

import io.beemesh.provider.kubelet.http.MalformedRequestException;
import io.beemesh.provider.kubelet.http.Query;
import java.util.ArrayList;
import java.util.List;

/** Ports as requests name them, refused in the kubelet's words. */
final class Ports {
    static final int PORT_MAX = 65_535;

    /** As many as have two channels, each with a byte for its number. */
    static final int PORTS_MAX = 127;

    private Ports() {}

    /** The ports of a query: {@code port=80,81&port=82}. */
    static List<Integer> of(Query query) throws MalformedRequestException {
        List<Integer> ports = new ArrayList<>();
        for (String value : query.all("port")) {
            if (value.isEmpty()) {
                throw refused("query parameter \"port\" cannot be empty");
            }
            for (String port : value.split(",", -1)) {
                ports.add(parse(port));
            }
        }
        if (ports.isEmpty()) {
            throw refused("query parameter \"port\" is required");
        }
        if (ports.size() > PORTS_MAX) {
            throw refused(ports.size() + " ports (expected: at most " + PORTS_MAX + ")");
        }
        return ports;
    }

    /** One port. */
    static int parse(String text) throws MalformedRequestException {
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) > PORT_MAX) {
            throw refused("unable to parse \"" + text + "\" as a port (expected: 1 to " + PORT_MAX + ")");
        }
        int port = Integer.parseInt(text);
        if (port < 1) {
            throw refused("port \"" + text + "\" must be > 0");
        }
        return port;
    }

    private static MalformedRequestException refused(String message) {
        return new MalformedRequestException(400, message);
    }
}
