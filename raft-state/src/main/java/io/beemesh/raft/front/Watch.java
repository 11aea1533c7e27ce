package io.beemesh.raft.front;

import io.beemesh.raft.store.Change;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.request.KeyRange;
import io.beemesh.raft.store.wire.Event;
import io.beemesh.raft.store.wire.KeyValue;
import io.beemesh.raft.store.wire.ResponseHeader;
import io.beemesh.raft.store.wire.WatchCreateRequest;
import io.beemesh.raft.store.wire.WatchCreateRequest.FilterType;
import io.beemesh.raft.store.wire.WatchResponse;
import java.util.Optional;

/**
 * What one watch has seen. Nothing waits for it in memory: it reads the store's history from where it is, some
 * revisions at a time. For one thread.
 */
final class Watch {
    /** Events of one answer, but that a revision is never torn apart. */
    private static final int EVENTS_MAX = 1000;

    /** Bytes of keys and values of one answer, with the same exception. */
    private static final int BYTES_MAX = 1 << 20;

    private final long id;
    private final KeyRange range;
    private final WatchCreateRequest request;
    private long next;
    private boolean silent = true;

    /**
     * Begins to watch.
     *
     * @param next the first revision that it has not seen
     */
    Watch(long id, KeyRange range, WatchCreateRequest request, long next) {
        this.id = id;
        this.range = range;
        this.request = request;
        this.next = next;
    }

    long id() {
        return id;
    }

    /** Whether a large answer may come in pieces. */
    boolean mayBeTorn() {
        return request.getFragment();
    }

    /** Whether it wants to know from time to time how far it is, and has heard nothing since it was asked last. */
    boolean wantsProgress() {
        boolean wants = request.getProgressNotify() && silent;
        silent = true;
        return wants;
    }

    /** What comes next, with the store's revision in its header; nothing if it has seen all. */
    Optional<WatchResponse> next(Keyspace keyspace) {
        WatchResponse.Builder response = WatchResponse.newBuilder().setWatchId(id);
        if (next < keyspace.compacted()) {
            return Optional.of(response.setHeader(ResponseHeader.getDefaultInstance())
                    .setCanceled(true)
                    .setCompactRevision(keyspace.compacted())
                    .build());
        }
        long bytes = 0;
        for (Change change : keyspace.changesFrom(next)) {
            boolean full = response.getEventsCount() >= EVENTS_MAX || bytes >= BYTES_MAX;
            if (full && change.at().main() >= next) {
                return Optional.of(seen(response, keyspace));
            }
            next = change.at().main() + 1;
            if (range.contains(change.kv().getKey()) && !isFiltered(change)) {
                Event event = event(change, keyspace);
                bytes += event.getSerializedSize();
                response.addEvents(event);
            }
        }
        next = Math.max(next, keyspace.revision() + 1);
        return response.getEventsCount() == 0 ? Optional.empty() : Optional.of(seen(response, keyspace));
    }

    private WatchResponse seen(WatchResponse.Builder response, Keyspace keyspace) {
        silent = false;
        return response.setHeader(ResponseHeader.newBuilder().setRevision(keyspace.revision()))
                .build();
    }

    private boolean isFiltered(Change change) {
        return request.getFiltersList().contains(change.deleted() ? FilterType.NODELETE : FilterType.NOPUT);
    }

    private Event event(Change change, Keyspace keyspace) {
        Event.Builder event = Event.newBuilder();
        if (change.deleted()) {
            event.setType(Event.EventType.DELETE)
                    .setKv(change.kv().toBuilder().setModRevision(change.at().main()));
        } else {
            event.setKv(change.kv());
        }
        if (request.getPrevKv() && !change.creates()) {
            KeyValue before = keyspace.valueAt(change.kv().getKey(), change.at().main() - 1);
            if (before != null) {
                event.setPrevKv(before);
            }
        }
        return event.build();
    }
}
