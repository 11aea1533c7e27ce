package io.beemesh.libp2p.multistream;

import io.beemesh.libp2p.protobuf.Delimited;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Agrees on a protocol, as the side that proposes or as the side that answers.
 *
 * <p>Reads exactly the bytes of its messages, as what follows may be the protocol's own. Time is bounded by the streams
 * that are given. <i>Source:</i> libp2p specs, connections, "multistream-select".
 */
public final class Multistream {
    private static final String HEADER = "/multistream/1.0.0";
    private static final String REFUSAL = "na";
    /** What js-libp2p accepts, line break included. */
    private static final int MESSAGE_MAX_BYTES = 1024;

    private static final int PROPOSALS_MAX = 64;

    private Multistream() {}

    /** Sends the header and a proposal in one write; {@link #answered} tells what became of it. */
    public static void propose(OutputStream out, String protocol) throws IOException {
        write(out, HEADER, protocol);
    }

    /**
     * Reads the answer to the first proposal.
     *
     * @return whether it was accepted
     */
    public static boolean answered(InputStream in, String protocol) throws IOException {
        expectHeader(in);
        return accepted(in, protocol);
    }

    /** Proposes one protocol after another until one is accepted; empty if none is. */
    public static Optional<String> select(InputStream in, OutputStream out, List<String> inOrder) throws IOException {
        propose(out, inOrder.getFirst());
        if (answered(in, inOrder.getFirst())) {
            return Optional.of(inOrder.getFirst());
        }
        for (String next : inOrder.subList(1, inOrder.size())) {
            write(out, next);
            if (accepted(in, next)) {
                return Optional.of(next);
            }
        }
        return Optional.empty();
    }

    /**
     * Answers proposals until one is served; the others are refused, never cut off.
     *
     * @return what was agreed on; empty if the other side gave up
     * @throws ProtocolException if it speaks something else, or proposes without end
     */
    public static Optional<String> answer(InputStream in, OutputStream out, Predicate<String> served)
            throws IOException {
        expectHeader(in);
        // A side that sent its proposal along gets header and answer in one write.
        boolean greeted = in.available() == 0;
        if (greeted) {
            write(out, HEADER);
        }
        for (int i = 0; i < PROPOSALS_MAX; i++) {
            Optional<String> proposal = read(in);
            if (proposal.isEmpty()) {
                return proposal;
            }
            boolean agreed = served.test(proposal.get());
            String answer = agreed ? proposal.get() : REFUSAL;
            write(out, greeted ? new String[] {answer} : new String[] {HEADER, answer});
            greeted = true;
            if (agreed) {
                return proposal;
            }
        }
        throw new ProtocolException("multistream: " + PROPOSALS_MAX + " proposals and none is served");
    }

    private static boolean accepted(InputStream in, String protocol) throws IOException {
        String answer = read(in).orElseThrow(() -> new EOFException("multistream: no answer to " + protocol));
        if (!answer.equals(protocol) && !answer.equals(REFUSAL)) {
            throw new ProtocolException("multistream: '" + shown(answer) + "' answers the proposal " + protocol);
        }
        return answer.equals(protocol);
    }

    private static void expectHeader(InputStream in) throws IOException {
        String header = read(in).orElseThrow(() -> new EOFException("multistream: the stream ended before its header"));
        if (!header.equals(HEADER)) {
            throw new ProtocolException("multistream: '" + shown(header) + "' (expected: " + HEADER + ")");
        }
    }

    private static Optional<String> read(InputStream in) throws IOException {
        Optional<byte[]> read = Delimited.read(in, MESSAGE_MAX_BYTES, "multistream");
        if (read.isEmpty()) {
            return Optional.empty();
        }
        byte[] message = read.get();
        int length = message.length;
        if (length == 0 || message[length - 1] != '\n') {
            throw new ProtocolException("multistream: a message of " + length + " bytes lacks its line break");
        }
        return Optional.of(new String(message, 0, length - 1, StandardCharsets.UTF_8));
    }

    private static void write(OutputStream out, String... messages) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream(64);
        for (String message : messages) {
            Delimited.append(all, (message + "\n").getBytes(StandardCharsets.UTF_8));
        }
        out.write(all.toByteArray());
        out.flush();
    }

    private static String shown(String text) {
        String cut = text.substring(0, Math.min(40, text.length()));
        return cut.replaceAll("[^\\x20-\\x7e]", "?");
    }
}
