package io.beemesh.raft.front;

import io.beemesh.raft.groups.GroupView;
import io.beemesh.raft.groups.MemberView;
import io.beemesh.raft.groups.Voice;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.Member;
import io.beemesh.raft.store.wire.MemberListRequest;
import io.beemesh.raft.store.wire.MemberListResponse;
import java.io.IOException;
import java.util.Comparator;
import java.util.function.Supplier;
import org.apache.ratis.thirdparty.io.grpc.ServerServiceDefinition;

/** Who the members are; they come and go with the workload, not by a call. */
final class ClusterService {
    private static final String BY_THE_WORKLOAD =
            "members of this store are the hosts that run its workload: scale the workload instead";

    private final Replica replica;
    private final Supplier<String> ownUrl;

    /**
     * Answers for a member.
     *
     * @param ownUrl where its clients reach it; those of other members are reached on their hosts alone
     */
    ClusterService(Replica replica, Supplier<String> ownUrl) {
        this.replica = replica;
        this.ownUrl = ownUrl;
    }

    ServerServiceDefinition definition() {
        return new Methods("Cluster")
                .unary(
                        "MemberList",
                        MemberListRequest.getDefaultInstance(),
                        MemberListResponse.getDefaultInstance(),
                        this::list)
                .refused(BY_THE_WORKLOAD, "MemberAdd", "MemberRemove", "MemberUpdate", "MemberPromote")
                .build();
    }

    private Outcome<MemberListResponse> list(MemberListRequest request) {
        return request.getLinearizable() ? replica.read(here -> members()) : members();
    }

    private Outcome<MemberListResponse> members() {
        try {
            GroupView view = replica.view();
            MemberListResponse.Builder response =
                    MemberListResponse.newBuilder().setHeader(replica.header(0));
            view.members().stream()
                    .sorted(Comparator.comparing(member -> member.host().toString()))
                    .forEach(member -> response.addMembers(member(member)));
            return Outcome.done(response.build());
        } catch (IOException e) {
            return Outcome.refused(Refusal.STOPPED);
        }
    }

    private Member member(MemberView view) {
        String peer = view.host().toString();
        long id = Replica.memberId(peer);
        Member.Builder member = Member.newBuilder()
                .setID(id)
                .setName(peer)
                .addPeerURLs("/p2p/" + peer)
                .setIsLearner(view.voice() == Voice.LEARNER);
        if (id == replica.memberId()) {
            member.addClientURLs(ownUrl.get());
        }
        return member.build();
    }
}
