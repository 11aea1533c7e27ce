package io.beemesh.raft.store.request;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RequestOp;
import io.beemesh.raft.store.wire.TxnRequest;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The mesh's own keys in a group's store: who holds which name, and what is kept of its pods. Clients may read them,
 * and change none: two pods of one name could run. Pure.
 */
public final class Reserved {
    /** What they begin with. */
    public static final String PREFIX = "/beemesh.io/";

    private static final ByteString FROM = ByteString.copyFromUtf8(PREFIX);
    private static final ByteString END = ByteString.copyFromUtf8("/beemesh.io0");
    private static final KeyRange ALL = new KeyRange(FROM, END, /* single= */ false);

    private Reserved() {}

    /** Whether a key is one. */
    public static boolean contains(ByteString key) {
        return ALL.contains(key);
    }

    /** Whether a request changes one. */
    public static boolean isTouchedBy(PutRequest request) {
        return contains(request.getKey());
    }

    /**
     * Whether a request changes one.
     *
     * @param exists whether there is a key in a range
     */
    public static boolean isTouchedBy(DeleteRangeRequest request, Predicate<KeyRange> exists) {
        KeyRange range = KeyRange.of(request.getKey(), request.getRangeEnd());
        return range.single() ? contains(range.from()) : exists.test(shared(range));
    }

    /** What of a range is reserved; one of one key has nothing to share. */
    private static KeyRange shared(KeyRange range) {
        ByteString end = range.end();
        boolean isLater = KeyRange.ORDER.compare(range.from(), FROM) > 0;
        boolean isEarlier = end != null && KeyRange.ORDER.compare(end, END) < 0;
        return new KeyRange(isLater ? range.from() : FROM, isEarlier ? end : END, /* single= */ false);
    }

    /**
     * Whether a request changes one in either of its branches.
     *
     * @param exists whether there is a key in a range
     */
    public static boolean isTouchedBy(TxnRequest request, Predicate<KeyRange> exists) {
        return Stream.concat(request.getSuccessList().stream(), request.getFailureList().stream())
                .anyMatch(operation -> isTouchedBy(operation, exists));
    }

    private static boolean isTouchedBy(RequestOp operation, Predicate<KeyRange> exists) {
        return switch (operation.getRequestCase()) {
            case REQUEST_PUT -> isTouchedBy(operation.getRequestPut());
            case REQUEST_DELETE_RANGE -> isTouchedBy(operation.getRequestDeleteRange(), exists);
            case REQUEST_TXN -> isTouchedBy(operation.getRequestTxn(), exists);
            case REQUEST_RANGE, REQUEST_NOT_SET -> false;
        };
    }
}
