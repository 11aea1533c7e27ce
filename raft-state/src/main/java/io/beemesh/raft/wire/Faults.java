package io.beemesh.raft.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import org.apache.ratis.protocol.exceptions.AlreadyClosedException;
import org.apache.ratis.protocol.exceptions.AlreadyExistsException;
import org.apache.ratis.protocol.exceptions.GroupMismatchException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.ReadException;
import org.apache.ratis.protocol.exceptions.ReadIndexException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.apache.ratis.protocol.exceptions.ServerNotReadyException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.protocol.exceptions.StateMachineException;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;
import org.apache.ratis.util.JavaUtils;

/**
 * What went wrong with a call, on the wire: the simple name of an exception and its message. A name on the list becomes
 * that exception again, any other a plain {@link IOException} that tells it: nothing that a peer sends chooses a class.
 */
public final class Faults {
    /** The longest message, in characters; what is longer is cut off. */
    static final int MESSAGE_CHARS_MAX = 2000;

    private static final Map<String, Function<String, IOException>> KNOWN = Map.ofEntries(
            Map.entry("AlreadyClosedException", AlreadyClosedException::new),
            Map.entry("AlreadyExistsException", AlreadyExistsException::new),
            Map.entry("GroupMismatchException", GroupMismatchException::new),
            Map.entry("LeaderSteppingDownException", LeaderSteppingDownException::new),
            Map.entry("ReadException", ReadException::new),
            Map.entry("ReadIndexException", ReadIndexException::new),
            Map.entry("ReconfigurationInProgressException", ReconfigurationInProgressException::new),
            Map.entry("ResourceUnavailableException", ResourceUnavailableException::new),
            Map.entry("ServerNotReadyException", ServerNotReadyException::new),
            Map.entry("SetConfigurationException", SetConfigurationException::new),
            Map.entry("StateMachineException", StateMachineException::new),
            Map.entry("TransferLeadershipException", TransferLeadershipException::new));

    private Faults() {}

    /** The body of a {@link Kind#FAULT}: name, line break, message. */
    public static byte[] encode(Throwable thrown) {
        Throwable cause = JavaUtils.unwrapCompletionException(thrown);
        return (cause.getClass().getSimpleName() + "\n" + message(cause)).getBytes(StandardCharsets.UTF_8);
    }

    /** What an exception may say on the wire. */
    public static String message(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        return message.substring(0, Math.min(message.length(), MESSAGE_CHARS_MAX));
    }

    /** The exception that a body stands for; any bytes stand for one. */
    public static IOException decode(byte[] body) {
        String text = new String(body, 0, Math.min(body.length, 4 * MESSAGE_CHARS_MAX), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        return end < 0 ? decode("", text) : decode(text.substring(0, end), text.substring(end + 1));
    }

    /** The exception that a name and a message stand for. */
    public static IOException decode(String name, String message) {
        Function<String, IOException> known = KNOWN.get(name);
        return known == null ? new IOException("the peer answered " + name + ": " + message) : known.apply(message);
    }
}
