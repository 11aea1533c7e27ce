package io.beemesh.raft.appender;

import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.util.Timestamp;

/**
 * Entries on their way to a follower; a heartbeat has none.
 *
 * @param call its number, which grows
 * @param first the index that its first entry has, or would have; {@link RaftLog#INVALID_LOG_INDEX} if it does not ask
 *     where the follower's log ends
 * @param entries how many entries there are
 * @param bytes how long it is
 * @param sentAt when it left
 */
record Batch(long call, long first, int entries, int bytes, Timestamp sentAt) {
    /** What leaves now. */
    static Batch of(AppendEntriesRequestProto request) {
        return new Batch(
                request.getServerRequest().getCallId(),
                first(request),
                request.getEntriesCount(),
                request.getSerializedSize(),
                Timestamp.currentTime());
    }

    private static long first(AppendEntriesRequestProto request) {
        if (request.getEntriesCount() > 0) {
            return request.getEntries(0).getIndex();
        }
        return request.hasPreviousLog() ? request.getPreviousLog().getIndex() + 1 : RaftLog.INVALID_LOG_INDEX;
    }

    boolean heartbeat() {
        return entries == 0;
    }

    /** The index after its last entry. */
    long end() {
        return first + entries;
    }
}
