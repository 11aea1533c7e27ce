package io.beemesh.raft.groups;

import io.beemesh.libp2p.identity.PeerId;
import io.beemesh.raft.rpc.Patience;
import io.beemesh.raft.rpc.RaftNetwork;
import io.beemesh.raft.rpc.StreamRpcType;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.AlreadyExistsException;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.statemachine.StateMachine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The groups that this host is a member of, {@value #GROUPS_MAX} at most: each costs a few threads. What was open when
 * the host ended is open again when it starts.
 *
 * <p>Safe for use by any thread. Calls that need a quorum block until there is one, or fail after 100 attempts.
 */
public final class GroupHost implements AutoCloseable {
    /** Groups open at once; one more is refused. */
    public static final int GROUPS_MAX = 64;

    private static final Logger LOG = LoggerFactory.getLogger(GroupHost.class);
    private static final String NOTHING = "none";

    private final RaftProperties properties;
    private final RaftServer server;
    private final Divisions divisions;
    private final GroupViews views;
    private final Thread pulse;
    private final ReentrantLock opening = new ReentrantLock();
    private final Map<UUID, RaftClient> clients = new ConcurrentHashMap<>();

    private GroupHost(RaftProperties properties, RaftServer server, Divisions divisions, Duration leaderLost) {
        this.properties = properties;
        this.server = server;
        this.divisions = divisions;
        this.views = new GroupViews(StreamRpcType.quorums(server));
        this.pulse = Thread.ofVirtual().name("raft-pulse").start(() -> pulse(leaderLost.dividedBy(2)));
    }

    /**
     * Starts with the groups that are in its folder. One whose data cannot be read is {@link #damaged} and stays as it
     * is; the others are open.
     *
     * @param machines makes the state machine of each group
     * @throws IOException if the folder cannot be used
     */
    public static GroupHost start(RaftNetwork network, GroupSettings settings, StateMachine.Registry machines)
            throws IOException {
        // Ratis opens all that it finds, or nothing when one of them cannot be opened: so it looks where nothing is.
        RaftProperties properties = settings.properties();
        GroupSettings.storeIn(properties, settings.folder().resolve(NOTHING));
        RaftServer server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(network.host().id().toString()))
                .setProperties(properties)
                .setParameters(StreamRpcType.ofServer(network, settings.limits()))
                .setStateMachineRegistry(machines)
                .build();
        GroupSettings.storeIn(properties, settings.folder());
        Divisions divisions = new Divisions(server, settings);
        // Before others are heard: a piece of a snapshot that comes as a group opens would have that fail.
        divisions.recover();
        server.start();
        return new GroupHost(properties, server, divisions, settings.leaderLost());
    }

    /** The groups that are open here. */
    public Set<UUID> groups() {
        return divisions.open();
    }

    /** The groups whose data here cannot be read, and why; each until {@link #leave}. */
    public Map<UUID, String> damaged() {
        return divisions.damaged();
    }

    /**
     * Opens a group here. Idempotent.
     *
     * @param members who they are now. A group begins when those who are to be its first members all open it with the
     *     same ones; who is not among them waits to be taken in by {@link #change} as a voter. Who is to be taken in as
     *     a learner opens it with itself among them as one
     * @throws IOException if it cannot be stored, or is {@link #damaged} here
     * @throws IllegalArgumentException if there are none: whom it does not know, a member does not hear
     */
    public Opening open(UUID group, Collection<GroupMember> members) throws IOException {
        if (members.isEmpty()) {
            throw new IllegalArgumentException(
                    "group " + group + " without members (expected: those that it has now, or begins with)");
        }
        opening.lock();
        try {
            if (groups().contains(group)) {
                return Opening.ALREADY_OPEN;
            }
            if (groups().size() >= GROUPS_MAX) {
                return Opening.TOO_MANY;
            }
            divisions.begin(RaftGroup.valueOf(
                    RaftGroupId.valueOf(group), Composition.of(members).all()));
            return Opening.OPENED;
        } catch (AlreadyExistsException e) {
            return Opening.ALREADY_OPEN;
        } finally {
            opening.unlock();
        }
    }

    /**
     * Makes hosts the members of a group, whoever was before, and the voter that has been alive for the longest its
     * leader; voters may become learners and the opposite. Idempotent: a change that failed while
     * one of them was away is made by asking again.
     *
     * @throws IOException if no quorum agreed, another change goes on, or a leader that is to be a learner could not
     *     hand over
     * @throws IllegalArgumentException if none of them votes
     */
    public void change(UUID group, Collection<GroupMember> members) throws IOException {
        Composition wanted = Composition.of(members);
        if (wanted.voters().isEmpty()) {
            throw new IllegalArgumentException("group " + group + " without a voter (expected: one at least)");
        }
        try {
            new MemberChange(division(group), client(group).admin()).make(wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (IOException) new InterruptedIOException("interrupted while members changed").initCause(e);
        }
    }

    /** What this host is called. */
    public PeerId self() {
        return PeerId.parse(server.getId().toString());
    }

    /**
     * How a group is doing.
     *
     * @throws IOException if it is not open here, or is about to be
     */
    public GroupView view(UUID group) throws IOException {
        try {
            return views.of(division(group));
        } catch (IllegalStateException e) {
            // Its log is not there yet: that it is known and that it is open are two things to Ratis.
            throw new IOException("group " + group + " is about to open", e);
        }
    }

    /**
     * The term of a group, as this host knows it; cheaper than {@link #view}.
     *
     * @throws IOException if it is not open here
     */
    public long term(UUID group) throws IOException {
        return division(group).getInfo().getCurrentTerm();
    }

    /**
     * The index from which on what is read here is what all writes until now have made; fails if there is no leader, or
     * no quorum within the time of an election.
     *
     * @throws IOException if it is not open here
     */
    public CompletableFuture<Long> readIndex(UUID group) throws IOException {
        return views.quorums().readIndex(division(group));
    }

    /**
     * The same of a leader: fails if this host does not lead, or no longer.
     *
     * @throws IOException if it is not open here
     */
    public CompletableFuture<Long> confirm(UUID group) throws IOException {
        return views.quorums().confirm(division(group));
    }

    /** Whether this host leads a group. */
    public boolean leads(UUID group) throws IOException {
        return division(group).getInfo().isLeader();
    }

    /**
     * Hands the leadership of all groups to others and does not take it again until {@link #change}; for a host that is
     * about to go.
     *
     * @param bound how long to wait for others to take over, for each group
     * @return the groups that it leads still, as nobody else could
     */
    public Set<UUID> drain(Duration bound) throws InterruptedException {
        Set<UUID> kept = ConcurrentHashMap.newKeySet();
        for (UUID group : groups()) {
            if (!handedOver(group, bound)) {
                kept.add(group);
            }
        }
        return kept;
    }

    private boolean handedOver(UUID group, Duration bound) throws InterruptedException {
        try {
            if (!leads(group)) {
                return true;
            }
            Composition without = Composition.of(division(group).getRaftConf()).withVoterLast(server.getId());
            return new MemberChange(division(group), client(group).admin()).handOver(without, server.getId(), bound);
        } catch (IOException e) {
            LOG.warn("leadership stays, expected a quorum to hand it over: group={}", group, e);
            return false;
        }
    }

    /**
     * Closes a group here and deletes what is stored of it; the others should have taken this host out by {@link
     * #change} before. Idempotent.
     *
     * @return whether there was anything of it
     * @throws IOException if it cannot be closed, or deleted
     */
    public boolean leave(UUID group) throws IOException {
        if (divisions.eraseDamaged(group)) {
            return true;
        }
        boolean open = groups().contains(group);
        if (open) {
            close(group, /* deleted= */ true);
        }
        return open;
    }

    private void close(UUID group, boolean deleted) throws IOException {
        RaftClient client = clients.remove(group);
        if (client != null) {
            client.close();
        }
        divisions.close(group, deleted);
        views.quorums().forget(RaftGroupId.valueOf(group));
    }

    /**
     * Goes on alone as another group, with all that is stored here of one whose other members are gone. What only they
     * had is lost; should they come back, they are still the group of before. Idempotent: takes up what was broken off.
     *
     * @throws IOException if nothing is stored here of the group before, or it cannot be read
     */
    public void goOnAlone(UUID before, UUID after) throws IOException {
        opening.lock();
        try {
            if (groups().contains(after)) {
                return;
            }
            if (groups().contains(before)) {
                divisions.prepareAlone(before);
                close(before, /* deleted= */ false);
            }
            divisions.goOnAlone(before, after);
        } finally {
            opening.unlock();
        }
    }

    /**
     * What asks a group, beside its member here; closed with the group.
     *
     * @throws IOException if the group is not open here, or has not taken this host in
     */
    public RaftClient client(UUID group) throws IOException {
        RaftClient known = clients.get(group);
        if (known != null) {
            return known;
        }
        Collection<RaftPeer> members = division(group).getRaftConf().getAllPeers();
        if (members.isEmpty()) {
            throw new IOException("group " + group + " has not taken this host in yet");
        }
        RaftClient made = RaftClient.newBuilder()
                .setProperties(properties)
                .setParameters(StreamRpcType.ofClient(server))
                .setRetryPolicy(Patience.retries())
                .setRaftGroup(RaftGroup.valueOf(RaftGroupId.valueOf(group), members))
                .build();
        RaftClient other = clients.putIfAbsent(group, made);
        if (other != null) {
            made.close();
        }
        return other == null ? made : other;
    }

    /** Whoever leads hears of the others all the time; whoever does not asks, so that it knows of a quorum too. */
    private void pulse(Duration pause) {
        CountDownLatch never = new CountDownLatch(1);
        try {
            while (!never.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                groups().forEach(this::touch);
                StreamRpcType.look(server);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void touch(UUID group) {
        try {
            if (!leads(group)) {
                var unused = readIndex(group);
            }
        } catch (IOException | RuntimeException e) {
            // Such as a group that is about to open, or to close: no other one may go without its question.
            LOG.debug("nobody to ask: group={}", group, e);
        }
    }

    private RaftServer.Division division(UUID group) throws IOException {
        return divisions.get(group);
    }

    /** Ends all groups here, and keeps what is stored of them. Idempotent. */
    @Override
    public void close() throws IOException {
        pulse.interrupt();
        for (RaftClient client : clients.values()) {
            client.close();
        }
        server.close();
    }
}
