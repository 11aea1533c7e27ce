package io.beemesh.raft.store;

import io.beemesh.raft.store.request.KeyRange;
import io.beemesh.raft.store.wire.Compare;
import io.beemesh.raft.store.wire.Compare.CompareTarget;
import io.beemesh.raft.store.wire.Compare.TargetUnionCase;
import io.beemesh.raft.store.wire.KeyValue;
import java.util.ArrayList;
import java.util.List;

/** Whether what a transaction assumes is so. */
final class Comparison {
    private Comparison() {}

    /** Whether all of them hold at a revision. */
    static boolean hold(List<Compare> compares, History history, long revision) {
        return compares.stream().allMatch(compare -> holds(compare, history, revision));
    }

    private static boolean holds(Compare compare, History history, long revision) {
        List<KeyValue> found = new ArrayList<>();
        history.forEach(KeyRange.of(compare.getKey(), compare.getRangeEnd()), revision, found::add);
        if (found.isEmpty()) {
            // No value is not an empty one; of all else a key that is not there has zero.
            return compare.getTarget() != CompareTarget.VALUE && holds(compare, KeyValue.getDefaultInstance());
        }
        return found.stream().allMatch(kv -> holds(compare, kv));
    }

    private static boolean holds(Compare compare, KeyValue kv) {
        int order = order(compare, kv);
        return switch (compare.getResult()) {
            case EQUAL -> order == 0;
            case NOT_EQUAL -> order != 0;
            case GREATER -> order > 0;
            case LESS -> order < 0;
            case UNRECOGNIZED -> true;
        };
    }

    // What was set for another target than the one that is compared counts as zero, as in etcd.
    private static int order(Compare compare, KeyValue kv) {
        TargetUnionCase set = compare.getTargetUnionCase();
        return switch (compare.getTarget()) {
            case VALUE -> KeyRange.ORDER.compare(kv.getValue(), compare.getValue());
            case CREATE ->
                Long.compare(
                        kv.getCreateRevision(),
                        set == TargetUnionCase.CREATE_REVISION ? compare.getCreateRevision() : 0);
            case MOD ->
                Long.compare(kv.getModRevision(), set == TargetUnionCase.MOD_REVISION ? compare.getModRevision() : 0);
            case VERSION -> Long.compare(kv.getVersion(), set == TargetUnionCase.VERSION ? compare.getVersion() : 0);
            case LEASE -> Long.compare(kv.getLease(), set == TargetUnionCase.LEASE ? compare.getLease() : 0);
            case UNRECOGNIZED -> 0;
        };
    }
}
