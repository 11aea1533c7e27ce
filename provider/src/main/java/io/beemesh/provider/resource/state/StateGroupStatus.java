package io.beemesh.provider.resource.state;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.beemesh.libp2p.identity.PeerId;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Objects;

/**
 * What the provider ordered of a group, and how it looks.
 *
 * @param order who the members are to be: hosts are told what is written here, and only that
 * @param members how each is doing
 * @param ready how many members follow the leader, of how many, such as {@code 2/3}
 * @param leader the host whose member leads; empty if nobody knows
 * @param leaderPod the pod that holds the leadership among pods; empty if none does
 * @param term counts elections
 * @param committed the last entry that a quorum has, as of some seconds ago
 * @param conditions one of type Ready
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record StateGroupStatus(
        Order order,
        List<Member> members,
        String ready,
        String leader,
        String leaderPod,
        long term,
        long committed,
        List<Condition> conditions) {
    /** Takes what the API server left out for empty. */
    public StateGroupStatus {
        order = Objects.requireNonNullElse(order, Order.NONE);
        members = members == null ? List.of() : List.copyOf(members);
        ready = Objects.requireNonNullElse(ready, "");
        leader = Objects.requireNonNullElse(leader, "");
        leaderPod = Objects.requireNonNullElse(leaderPod, "");
        conditions = conditions == null ? List.of() : List.copyOf(conditions);
    }

    /** The same with another order, which no host has heard of yet. */
    StateGroupStatus ordered(Order next) {
        return new StateGroupStatus(next, members, ready, leader, leaderPod, term, committed, conditions);
    }

    /**
     * An order to hosts.
     *
     * @param number grows with each change
     * @param incarnation how often the group was begun anew
     * @param founder peer id of the host that begins the group alone, or begins it anew; empty once it has begun
     * @param members of the group
     * @param leaving peer ids of those that were members and have not left yet
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Order(long number, int incarnation, String founder, List<Seat> members, List<String> leaving) {
        static final Order NONE = new Order(0, 0, "", List.of(), List.of());

        /** Takes what the API server left out for empty. */
        public Order {
            founder = Objects.requireNonNullElse(founder, "");
            members = members == null ? List.of() : List.copyOf(members);
            leaving = leaving == null ? List.of() : List.copyOf(leaving);
        }

        /** The next one of the same incarnation. */
        Order next(String newFounder, List<Seat> newMembers, List<String> newLeaving) {
            return new Order(number + 1, incarnation, newFounder, newMembers, newLeaving);
        }

        /** That a host begins the group anew with what it has. */
        Order anew(PeerId host, int newIncarnation) {
            String peer = host.toString();
            return new Order(number + 1, newIncarnation, peer, List.of(new Seat(peer, /* voter= */ true)), List.of());
        }

        /** Whether nobody else may take part yet: the data are only where the group begins anew. */
        boolean beginsAnew() {
            return incarnation > 0 && !founder.isEmpty();
        }
    }

    /**
     * A member as ordered.
     *
     * @param peerId of its host
     * @param voter whether it votes
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Seat(String peerId, boolean voter) {}

    /**
     * A member as it is.
     *
     * @param host its name
     * @param role Voter or Learner
     * @param state Leader, Follower, Joining, Damaged, or Away if its host did not answer
     * @param lag how many entries it is behind the leader
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Member(String host, String role, String state, long lag) {}
}
