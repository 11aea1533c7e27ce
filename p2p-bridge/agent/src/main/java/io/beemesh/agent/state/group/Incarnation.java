package io.beemesh.agent.state.group;

import io.beemesh.mesh.wire.StateGroup;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What a group is called in stores: something else each time that it was begun anew with one member's data, so that
 * members of before, should they come back, have no say in it. Pure.
 */
final class Incarnation {
    /** Somebody asks for each of them: more are a mistake. */
    static final int MOST = 1000;

    private Incarnation() {}

    /** As ordered. */
    static UUID id(StateGroup order) {
        return id(order, order.getIncarnation());
    }

    private static UUID id(StateGroup order, int number) {
        return number == 0
                ? UUID.fromString(order.getUid())
                : UUID.nameUUIDFromBytes((order.getUid() + "/" + number).getBytes(StandardCharsets.UTF_8));
    }

    /** Those before, the newest first. */
    static List<UUID> earlier(StateGroup order) {
        return IntStream.rangeClosed(1, order.getIncarnation())
                .mapToObj(back -> id(order, order.getIncarnation() - back))
                .toList();
    }
}
