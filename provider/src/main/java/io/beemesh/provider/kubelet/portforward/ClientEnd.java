package io.beemesh.provider.kubelet.portforward;

import java.io.IOException;
import java.nio.ByteBuffer;

/** The client's end of one forwarded connection: a stream of data and one for an error. */
interface ClientEnd {

    /** Sends data; blocks as long as the client does not read. */
    void data(ByteBuffer bytes) throws IOException;

    /** Says that no more data follows. */
    void endData() throws IOException;

    /** Says that data broke off. */
    void breakData() throws IOException;

    /** Says what went wrong. */
    void error(String message) throws IOException;

    /** Ends the stream for an error: the connection is over. */
    void endError() throws IOException;
}
