package io.beemesh.raft.store;

import io.beemesh.raft.store.wire.AlarmMember;
import io.beemesh.raft.store.wire.AlarmRequest;
import io.beemesh.raft.store.wire.AlarmType;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** What members have raised: while there is one, some changes are refused. At most {@value #MAX}. */
final class Alarms {
    /** More than a group has members, of all kinds; beyond it those that are raised are not noted. */
    private static final int MAX = 1024;

    private final NavigableSet<AlarmMember> raised = new TreeSet<>(
            Comparator.comparing(AlarmMember::getAlarm).thenComparing(AlarmMember::getMemberID, Long::compareUnsigned));

    boolean has(AlarmType type) {
        return raised.stream().anyMatch(alarm -> alarm.getAlarm() == type);
    }

    /** Of one kind, or of all. */
    List<AlarmMember> list(AlarmType type) {
        return raised.stream()
                .filter(alarm -> type == AlarmType.NONE || alarm.getAlarm() == type)
                .toList();
    }

    void raise(long member, AlarmType type) {
        if (raised.size() < MAX) {
            raised.add(
                    AlarmMember.newBuilder().setMemberID(member).setAlarm(type).build());
        }
    }

    /** Does what it asks for and says which alarms that was about. */
    List<AlarmMember> apply(AlarmRequest request) {
        AlarmMember alarm = AlarmMember.newBuilder()
                .setMemberID(request.getMemberID())
                .setAlarm(request.getAlarm())
                .build();
        return switch (request.getAction()) {
            case GET -> list(request.getAlarm());
            case ACTIVATE -> {
                if (isKnown(request.getAlarm())) {
                    raise(request.getMemberID(), request.getAlarm());
                }
                yield isKnown(request.getAlarm()) ? List.of(alarm) : List.of();
            }
            case DEACTIVATE -> isKnown(request.getAlarm()) && raised.remove(alarm) ? List.of(alarm) : List.of();
            case UNRECOGNIZED -> List.of();
        };
    }

    private static boolean isKnown(AlarmType type) {
        return type == AlarmType.NOSPACE || type == AlarmType.CORRUPT;
    }
}
