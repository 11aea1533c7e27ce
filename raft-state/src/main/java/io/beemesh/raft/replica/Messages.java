package io.beemesh.raft.replica;

import com.google.protobuf.MessageLite;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/** Our messages as Ratis carries them: its protocol buffers are not ours, so that they go as bytes. */
final class Messages {
    private Messages() {}

    static Message of(MessageLite message) {
        return Message.valueOf(UnsafeByteOperations.unsafeWrap(message.toByteArray()));
    }
}
