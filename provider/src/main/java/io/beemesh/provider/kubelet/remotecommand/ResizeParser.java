package io.beemesh.provider.kubelet.remotecommand;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.beemesh.mesh.session.TerminalSize;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Terminal sizes out of a stream of JSON objects such as <code>{"Width":80,"Height":24}</code>, however it is cut. What
 * is no size is dropped, as is an object longer than 1 KiB.
 */
final class ResizeParser {
    private static final int OBJECT_LENGTH_MAX = 1024;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final StringBuilder pending = new StringBuilder();

    /** Takes the next bytes; gives the sizes that they complete. */
    List<TerminalSize> accept(ByteBuffer bytes) {
        List<TerminalSize> sizes = new ArrayList<>();
        for (char c : StandardCharsets.ISO_8859_1.decode(bytes).toString().toCharArray()) {
            if (pending.length() == OBJECT_LENGTH_MAX) {
                pending.setLength(0);
            }
            pending.append(c);
            if (c == '}') {
                parse(sizes);
                pending.setLength(0);
            }
        }
        return sizes;
    }

    private void parse(List<TerminalSize> sizes) {
        try {
            JsonNode object = JSON.readTree(pending.toString());
            int columns = object.path("Width").asInt(-1);
            int rows = object.path("Height").asInt(-1);
            if (valid(columns) && valid(rows)) {
                sizes.add(new TerminalSize(columns, rows));
            }
        } catch (JsonProcessingException e) {
            pending.setLength(0); // the kubelet ends resizing here; going on with the next object does no harm
        }
    }

    private static boolean valid(int side) {
        return side >= 0 && side <= TerminalSize.SIDE_MAX;
    }
}
