package io.beemesh.raft.store;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.request.KeyRange;
import io.beemesh.raft.store.wire.KeyValue;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RangeRequest.SortOrder;
import io.beemesh.raft.store.wire.RangeRequest.SortTarget;
import io.beemesh.raft.store.wire.RangeResponse;
import io.beemesh.raft.store.wire.ResponseHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a range answers, in the order in which etcd limits, filters and sorts. */
final class RangeQuery {
    private final RangeRequest request;
    private final List<KeyValue> found = new ArrayList<>();
    private long count;

    private RangeQuery(RangeRequest request) {
        this.request = request;
    }

    /**
     * Answers it.
     *
     * @param current the revision that is now
     */
    static RangeResponse answer(RangeRequest request, History history, long current) {
        RangeQuery query = new RangeQuery(request);
        query.find(history, request.getRevision() <= 0 ? current : request.getRevision());
        query.filter();
        query.sort();
        return query.response(current);
    }

    private void find(History history, long revision) {
        // One more than asked for says whether there is more. What is filtered or sorted first is limited at the end.
        boolean limited = request.getLimit() > 0 && request.getSortOrder() == SortOrder.NONE && !isFiltered();
        long max = limited ? request.getLimit() : Long.MAX_VALUE;
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        history.forEach(range, revision, kv -> {
            count++;
            if (!request.getCountOnly() && found.size() - 1 < max) {
                found.add(kv);
            }
        });
    }

    private boolean isFiltered() {
        return request.getMinModRevision() != 0
                || request.getMaxModRevision() != 0
                || request.getMinCreateRevision() != 0
                || request.getMaxCreateRevision() != 0;
    }

    private void filter() {
        if (isFiltered()) {
            found.removeIf(kv -> isOutside(
                            kv.getModRevision(), request.getMinModRevision(), request.getMaxModRevision())
                    || isOutside(
                            kv.getCreateRevision(), request.getMinCreateRevision(), request.getMaxCreateRevision()));
        }
    }

    private static boolean isOutside(long revision, long min, long max) {
        return (max != 0 && revision > max) || (min != 0 && revision < min);
    }

    private void sort() {
        SortOrder order = request.getSortOrder();
        if (order == SortOrder.NONE && request.getSortTarget() != SortTarget.KEY) {
            order = SortOrder.ASCEND;
        }
        switch (order) {
            case ASCEND -> found.sort(by(request.getSortTarget()));
            case DESCEND -> found.sort(by(request.getSortTarget()).reversed());
            // They come by key.
            case NONE, UNRECOGNIZED -> {}
        }
    }

    private static Comparator<KeyValue> by(SortTarget target) {
        return switch (target) {
            case KEY, UNRECOGNIZED -> Comparator.comparing(KeyValue::getKey, KeyRange.ORDER);
            case VERSION -> Comparator.comparingLong(KeyValue::getVersion);
            case CREATE -> Comparator.comparingLong(KeyValue::getCreateRevision);
            case MOD -> Comparator.comparingLong(KeyValue::getModRevision);
            case VALUE -> Comparator.comparing(KeyValue::getValue, KeyRange.ORDER);
        };
    }

    private RangeResponse response(long current) {
        boolean more = request.getLimit() > 0 && found.size() > request.getLimit();
        RangeResponse.Builder response = RangeResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(current))
                .setCount(count)
                .setMore(more);
        for (KeyValue kv : more ? found.subList(0, (int) request.getLimit()) : found) {
            response.addKvs(
                    request.getKeysOnly()
                            ? kv.toBuilder().setValue(ByteString.EMPTY).build()
                            : kv);
        }
        return response.build();
    }
}
