package io.beemesh.mesh.testing;

import io.beemesh.mesh.frame.MessageKind;
import io.beemesh.mesh.testing.GoldenMessages.Golden;
import io.beemesh.mesh.wire.DesiredPods;
import io.beemesh.mesh.wire.GroupSet;
import io.beemesh.mesh.wire.GroupState;
import io.beemesh.mesh.wire.PodReply;
import io.beemesh.mesh.wire.PodRequest;
import io.beemesh.mesh.wire.RunPod;
import io.beemesh.mesh.wire.StateClaim;
import io.beemesh.mesh.wire.StateGroup;
import io.beemesh.mesh.wire.StateMember;
import java.util.Map;

/** What is said of groups. */
final class GroupGoldens {
    private GroupGoldens() {}

    static void put(Map<String, Golden> all) {
        all.put(
                "pod-request-group",
                new Golden(
                        MessageKind.POD_REQUEST,
                        PodRequest.newBuilder()
                                .setGroup(StateGroup.newBuilder()
                                        .setClusterId("cluster-1")
                                        .setUid("uid-1")
                                        .setNumber(7)
                                        .addMembers(member("peer-1", true))
                                        .addMembers(member("peer-2", false))
                                        .setFounder("peer-1"))
                                .build()));
        all.put(
                "pod-request-run-group",
                new Golden(
                        MessageKind.POD_REQUEST,
                        PodRequest.newBuilder()
                                .setRun(RunPod.newBuilder().setUid("pod-1").setStateGroup("uid-1"))
                                .build()));
        all.put(
                "pod-request-desired-groups",
                new Golden(
                        MessageKind.POD_REQUEST,
                        PodRequest.newBuilder()
                                .setDesired(DesiredPods.newBuilder()
                                        .setClusterId("cluster-1")
                                        .setGroups(GroupSet.newBuilder().addUids("uid-1")))
                                .build()));
        all.put("pod-reply-group", new Golden(MessageKind.POD_REPLY, reply()));
    }

    private static PodReply reply() {
        return PodReply.newBuilder()
                .setGroup(GroupState.newBuilder()
                        .setNumber(7)
                        .setOpen(true)
                        .setTerm(3)
                        .setLeader("peer-1")
                        .setCommitted(42)
                        .setApplied(41)
                        .addMembers(member("peer-1", false))
                        .setQuorumAgeMs(150)
                        .addClaims(StateClaim.newBuilder()
                                .setName("db-0")
                                .setPodUid("pod-1")
                                .setToken(5))
                        .setProblem("none"))
                .build();
    }

    private static StateMember member(String peer, boolean learner) {
        return StateMember.newBuilder()
                .setPeerId(peer)
                .setAliveSinceMs(1_700_000_000_000L)
                .addAddresses("/ip4/192.0.2.7/tcp/4002")
                .setLearner(learner)
                .setMatched(40)
                .build();
    }
}
