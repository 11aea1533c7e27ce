package io.beemesh.raft.front;

import io.beemesh.raft.store.wire.Event;
import io.beemesh.raft.store.wire.WatchResponse;
import java.util.ArrayList;
import java.util.List;

/** Answers to watches, in pieces that a client takes. */
final class Fragments {
    private Fragments() {}

    /** The same events in answers of so many bytes, but one event at least; all but the last say that more come. */
    static List<WatchResponse> of(WatchResponse response, int bytesMax) {
        if (response.getSerializedSize() < bytesMax || response.getEventsCount() < 2) {
            return List.of(response);
        }
        List<WatchResponse> pieces = new ArrayList<>();
        WatchResponse.Builder piece = response.toBuilder().clearEvents().setFragment(true);
        WatchResponse empty = piece.build();
        int bytes = empty.getSerializedSize();
        for (Event event : response.getEventsList()) {
            int more = event.getSerializedSize() + 2 * Integer.BYTES;
            if (piece.getEventsCount() > 0 && bytes + more >= bytesMax) {
                pieces.add(piece.build());
                piece = empty.toBuilder();
                bytes = empty.getSerializedSize();
            }
            piece.addEvents(event);
            bytes += more;
        }
        pieces.add(piece.setFragment(false).build());
        return pieces;
    }
}
