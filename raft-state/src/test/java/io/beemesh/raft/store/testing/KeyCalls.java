package io.beemesh.raft.store.testing;

import com.google.protobuf.ByteString;
import io.beemesh.raft.store.wire.Compare;
import io.beemesh.raft.store.wire.Compare.CompareResult;
import io.beemesh.raft.store.wire.Compare.CompareTarget;
import io.beemesh.raft.store.wire.DeleteRangeRequest;
import io.beemesh.raft.store.wire.PutRequest;
import io.beemesh.raft.store.wire.RangeRequest;
import io.beemesh.raft.store.wire.RequestOp;
import io.beemesh.raft.store.wire.TxnRequest;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The calls that are about keys. A transaction is {@code txn if version(a)=1 then put a 2 ; get a else del a end}; an
 * operation that is one itself stands in parentheses, and {@code 5x} before one is five of it, with numbers for {@code
 * #}.
 */
final class KeyCalls {
    private static final Pattern COMPARE = Pattern.compile("(\\w+)\\(([^).]*)(?:\\.\\.([^)]*))?\\)(=|!=|<|>)(.*)");

    private KeyCalls() {}

    static RangeRequest range(Words words) {
        RangeRequest.Builder request = RangeRequest.newBuilder().setKey(words.bytes());
        while (!words.ends(";", "else", "end", ")")) {
            String[] option = words.next().split("=", 2);
            switch (option[0]) {
                case "to" -> request.setRangeEnd(Words.bytes(option[1]));
                case "limit" -> request.setLimit(Long.parseLong(option[1]));
                case "rev" -> request.setRevision(Long.parseLong(option[1]));
                case "order" -> request.setSortOrder(RangeRequest.SortOrder.valueOf(option[1]));
                case "by" -> request.setSortTarget(RangeRequest.SortTarget.valueOf(option[1]));
                case "min_mod" -> request.setMinModRevision(Long.parseLong(option[1]));
                case "max_mod" -> request.setMaxModRevision(Long.parseLong(option[1]));
                case "min_create" -> request.setMinCreateRevision(Long.parseLong(option[1]));
                case "max_create" -> request.setMaxCreateRevision(Long.parseLong(option[1]));
                case "serializable" -> request.setSerializable(true);
                case "keys_only" -> request.setKeysOnly(true);
                case "count_only" -> request.setCountOnly(true);
                default -> throw new IllegalArgumentException("unknown option of get: " + option[0]);
            }
        }
        return request.build();
    }

    static PutRequest put(Words words) {
        PutRequest.Builder request =
                PutRequest.newBuilder().setKey(words.bytes()).setValue(words.bytes());
        while (!words.ends(";", "else", "end", ")")) {
            String[] option = words.next().split("=", 2);
            switch (option[0]) {
                case "lease" -> request.setLease(Long.parseLong(option[1]));
                case "prev_kv" -> request.setPrevKv(true);
                case "ignore_value" -> request.setIgnoreValue(true);
                case "ignore_lease" -> request.setIgnoreLease(true);
                default -> throw new IllegalArgumentException("unknown option of put: " + option[0]);
            }
        }
        return request.build();
    }

    static DeleteRangeRequest delete(Words words) {
        DeleteRangeRequest.Builder request = DeleteRangeRequest.newBuilder().setKey(words.bytes());
        while (!words.ends(";", "else", "end", ")")) {
            String[] option = words.next().split("=", 2);
            switch (option[0]) {
                case "to" -> request.setRangeEnd(Words.bytes(option[1]));
                case "prev_kv" -> request.setPrevKv(true);
                default -> throw new IllegalArgumentException("unknown option of del: " + option[0]);
            }
        }
        return request.build();
    }

    static TxnRequest txn(Words words) {
        TxnRequest.Builder request = TxnRequest.newBuilder();
        if (words.take("if")) {
            while (!words.ends("then", "else", "end", ")")) {
                int times = words.times();
                request.addAllCompare(Collections.nCopies(times, compare(words.next())));
            }
        }
        if (words.take("then")) {
            operations(words, request::addSuccess);
        }
        if (words.take("else")) {
            operations(words, request::addFailure);
        }
        words.take("end");
        return request.build();
    }

    private static void operations(Words words, Consumer<RequestOp> each) {
        while (!words.ends("else", "end", ")")) {
            int times = words.times();
            RequestOp operation = operation(words);
            for (int i = 0; i < times; i++) {
                each.accept(numbered(operation, i));
            }
            words.take(";");
        }
    }

    private static RequestOp numbered(RequestOp operation, int number) {
        if (!operation.hasRequestPut()) {
            return operation;
        }
        PutRequest put = operation.getRequestPut();
        String key = put.getKey().toStringUtf8().replace("#", Integer.toString(number));
        return RequestOp.newBuilder()
                .setRequestPut(
                        put.getKey().isValidUtf8()
                                ? put.toBuilder()
                                        .setKey(ByteString.copyFromUtf8(key))
                                        .build()
                                : put)
                .build();
    }

    private static RequestOp operation(Words words) {
        RequestOp.Builder operation = RequestOp.newBuilder();
        String kind = words.next();
        switch (kind) {
            case "get" -> operation.setRequestRange(range(words));
            case "put" -> operation.setRequestPut(put(words));
            case "del" -> operation.setRequestDeleteRange(delete(words));
            case "(" -> {
                operation.setRequestTxn(txn(words));
                words.take(")");
            }
            case "nothing" -> {}
            default -> throw new IllegalArgumentException("unknown operation: " + kind);
        }
        return operation.build();
    }

    private static Compare compare(String word) {
        Matcher parts = COMPARE.matcher(word);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no comparison: " + word);
        }
        Compare.Builder compare = Compare.newBuilder()
                .setTarget(CompareTarget.valueOf(parts.group(1)))
                .setKey(Words.bytes(parts.group(2)))
                .setRangeEnd(parts.group(3) == null ? ByteString.EMPTY : Words.bytes(parts.group(3)))
                .setResult(
                        switch (parts.group(4)) {
                            case "=" -> CompareResult.EQUAL;
                            case "!=" -> CompareResult.NOT_EQUAL;
                            case "<" -> CompareResult.LESS;
                            default -> CompareResult.GREATER;
                        });
        String with = parts.group(5);
        switch (compare.getTarget()) {
            case VALUE -> compare.setValue(Words.bytes(with));
            case VERSION -> compare.setVersion(Long.parseLong(with));
            case CREATE -> compare.setCreateRevision(Long.parseLong(with));
            case MOD -> compare.setModRevision(Long.parseLong(with));
            case LEASE -> compare.setLease(Long.parseLong(with));
            case UNRECOGNIZED -> throw new IllegalArgumentException("no target: " + word);
        }
        return compare.build();
    }
}
