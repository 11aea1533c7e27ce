package io.beemesh.raft.replica;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.groups.GroupHost;
import io.beemesh.raft.groups.GroupView;
import io.beemesh.raft.rpc.Patience;
import io.beemesh.raft.rpc.StreamRpcType;
import io.beemesh.raft.store.Keyspace;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.Answer;
import io.beemesh.raft.store.wire.Command;
import io.beemesh.raft.store.wire.LeaseKeepAliveRequest;
import io.beemesh.raft.store.wire.LeaseKeepAliveResponse;
import io.beemesh.raft.store.wire.LeaseRevokeRequest;
import io.beemesh.raft.store.wire.LeaseTimeToLiveRequest;
import io.beemesh.raft.store.wire.LeaseTimeToLiveResponse;
import io.beemesh.raft.store.wire.Question;
import io.beemesh.raft.store.wire.Reply;
import io.beemesh.raft.store.wire.ResponseHeader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftPeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store of a group, beside this host's member of it. Revokes leases that are over while that member leads.
 *
 * <p>Calls block until a quorum has answered, or for as long as etcd's do. Safe for use by any thread.
 */
public final class Replica implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    /** How often leases are looked at that could not be revoked, and whether this member leads. */
    private static final Duration LOOK = Duration.ofMillis(500);

    /** How long whoever asks waits for a leader, or for this member to catch up with it; as long as with etcd. */
    private static final Duration PATIENCE = Duration.ofSeconds(7);

    /** A longer change is none that a client may ask for; Ratis' log has little more room for one. */
    private static final int CHANGE_BYTES_MAX = StreamRpcType.PART_BYTES_MAX - 1024;

    private final GroupHost host;
    private final UUID group;
    private final StoreMachine machine;
    private final long cluster;
    private final long member;
    private final Calls calls;
    private final SharedEntries entries = new SharedEntries(this::submit);
    private final CatchUp catchUp;
    private final Thread revoker;
    private volatile boolean caughtUp;

    /**
     * Begins to revoke leases.
     *
     * @param random numbers of calls
     */
    public Replica(GroupHost host, UUID group, StoreMachine machine, RandomGenerator random) {
        this.host = host;
        this.group = group;
        this.machine = machine;
        this.cluster = MemberIds.ofCluster(group);
        this.member = MemberIds.ofMember(host.self().toString());
        this.calls = new Calls(member, random);
        this.catchUp = new CatchUp(host, group, machine);
        machine.witness(calls::applied);
        machine.confirmedBy(this::confirm);
        this.revoker = Thread.ofVirtual().name("store-leases-" + group).start(this::revokeLeases);
    }

    /** What is here now. */
    public StoreMachine machine() {
        return machine;
    }

    /** How the group is doing. */
    public GroupView view() throws IOException {
        return host.view(group);
    }

    /**
     * Whether it knows a leader, and was in touch with a quorum within a time; asks for that long if it was not, for it
     * may only have begun.
     */
    public boolean hasLeader(Duration within) {
        return is(view -> view.leader().isPresent() && (view.hasQuorum(within) || isInTouch(within)));
    }

    private boolean isInTouch(Duration patience) {
        return !(readWithin(patience, here -> Outcome.done(here.revision())) instanceof Outcome.Refused<Long>);
    }

    /** Whether it was in touch with a quorum within a time, though an election may go on now. */
    public boolean hasQuorum(Duration within) {
        return is(view -> view.hasQuorum(within));
    }

    private boolean is(Predicate<GroupView> so) {
        try {
            return so.test(view());
        } catch (IOException e) {
            LOG.debug("nothing is known, the group is closed: group={}", group, e);
            return false;
        }
    }

    /** What etcd's clients know this member by. */
    public long memberId() {
        return member;
    }

    /** What etcd's clients know a member by. */
    public static long memberId(String peer) {
        return MemberIds.ofMember(peer);
    }

    /** What every answer begins with. */
    public ResponseHeader header(long revision) {
        ResponseHeader.Builder header = ResponseHeader.newBuilder()
                .setClusterId(cluster)
                .setMemberId(member)
                .setRevision(revision);
        try {
            header.setRaftTerm(host.term(group));
        } catch (IOException e) {
            LOG.debug("no term to tell, the group is closed: group={}", group, e);
        }
        return header.build();
    }

    /** Has all members make a change. If nobody can say what came of it, it may happen all the same. */
    public Answer change(Command.Builder change) {
        Command begun = calls.begin(change);
        try {
            if (begun.getSerializedSize() > CHANGE_BYTES_MAX) {
                return refused(Refusal.REQUEST_TOO_LARGE);
            }
            Answer answer = entries.make(begun, PATIENCE);
            return answer.getBeside() ? calls.answer(begun).get(PATIENCE.toSeconds(), TimeUnit.SECONDS) : answer;
        } catch (TimeoutException e) {
            return refused(refusal(new IOException("nothing was heard of it", e)));
        } catch (ExecutionException e) {
            LOG.warn("what came of a change is not known: group={}", group, e);
            return refused(Refusal.TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return refused(Refusal.STOPPED);
        } finally {
            calls.end(begun);
        }
    }

    private Answer submit(Command entry) {
        try {
            RaftClientReply reply =
                    Patience.within(PATIENCE, () -> host.client(group).io().send(Messages.of(entry)));
            if (!reply.isSuccess()) {
                throw reply.getException();
            }
            return Answer.parseFrom(reply.getMessage().getContent().asReadOnlyByteBuffer());
        } catch (IOException e) {
            return refused(refusal(e));
        }
    }

    private static Answer refused(Refusal why) {
        return Answer.newBuilder().setRefusal(why.name()).build();
    }

    /** Reads what all writes until now have made. */
    public <T> Outcome<T> read(Function<Keyspace, Outcome<T>> reader) {
        return readWithin(PATIENCE, reader);
    }

    private <T> Outcome<T> readWithin(Duration patience, Function<Keyspace, Outcome<T>> reader) {
        try {
            catchUp.await(patience);
            caughtUp = true;
            return machine.read(reader);
        } catch (IOException e) {
            return Outcome.refused(refusal(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Outcome.refused(Refusal.STOPPED);
        }
    }

    private CompletableFuture<Long> confirm() {
        try {
            return host.confirm(group);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /**
     * Reads what this member knows. One that has just begun knows its last snapshot alone, until a leader tells it what
     * is committed: it waits for that, once.
     */
    public <T> Outcome<T> readHere(Function<Keyspace, Outcome<T>> reader) {
        return caughtUp ? machine.read(reader) : read(reader);
    }

    /** How far this member knows of, as {@link #readHere}. */
    public Outcome<Long> revisionHere() {
        return readHere(here -> Outcome.done(here.revision()));
    }

    /** Renews a lease; its time is 0 if there is none. */
    public Outcome<LeaseKeepAliveResponse> keepAlive(LeaseKeepAliveRequest request) {
        return askLeader(Question.newBuilder().setLeaseKeepAlive(request), Reply::getLeaseKeepAlive);
    }

    /** How long a lease lives on. */
    public Outcome<LeaseTimeToLiveResponse> timeToLive(LeaseTimeToLiveRequest request) {
        return askLeader(Question.newBuilder().setLeaseTimeToLive(request), Reply::getLeaseTimeToLive);
    }

    // A member that led before would answer too, as any member answers reads: so the leader is asked by its name.
    private <T> Outcome<T> askLeader(Question.Builder question, Function<Reply, T> answer) {
        try {
            Optional<PeerId> leader = view().leader();
            if (leader.isEmpty()) {
                return Outcome.refused(Refusal.NO_LEADER);
            }
            Reply reply = ask(question, leader.orElseThrow());
            return reply.getNotLeader() ? Outcome.refused(Refusal.LEADER_CHANGED) : Outcome.done(answer.apply(reply));
        } catch (IOException e) {
            return Outcome.refused(refusal(e));
        }
    }

    private Reply ask(Question.Builder question, PeerId whom) throws IOException {
        RaftClientReply reply = Patience.within(PATIENCE, () -> host.client(group)
                .io()
                .sendReadOnly(Messages.of(question.build()), RaftPeerId.valueOf(whom.toString())));
        if (!reply.isSuccess()) {
            throw reply.getException();
        }
        return Reply.parseFrom(reply.getMessage().getContent().asReadOnlyByteBuffer());
    }

    private Refusal refusal(IOException e) {
        LOG.debug("not answered: group={}", group, e);
        try {
            return view().leader().isEmpty() ? Refusal.NO_LEADER : Refusal.TIMEOUT;
        } catch (IOException closed) {
            return Refusal.STOPPED;
        }
    }

    private void revokeLeases() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                List<Long> over = machine.leases().awaitOver(LOOK);
                for (long id : over) {
                    Answer answer = change(Command.newBuilder()
                            .setLeaseRevoke(LeaseRevokeRequest.newBuilder().setID(id)));
                    LOG.debug("lease over: group={} lease={} answer={}", group, id, answer.getResultCase());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what it does; the group stays open. Idempotent. */
    @Override
    public void close() {
        revoker.interrupt();
    }
}
