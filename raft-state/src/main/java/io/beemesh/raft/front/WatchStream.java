package io.beemesh.raft.front;

import com.google.protobuf.ByteString;
import io.beemesh.raft.replica.Replica;
import io.beemesh.raft.store.request.KeyRange;
import io.beemesh.raft.store.request.Outcome;
import io.beemesh.raft.store.request.Refusal;
import io.beemesh.raft.store.wire.WatchCancelRequest;
import io.beemesh.raft.store.wire.WatchCreateRequest;
import io.beemesh.raft.store.wire.WatchRequest;
import io.beemesh.raft.store.wire.WatchResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.ratis.thirdparty.io.grpc.Status;
import org.apache.ratis.thirdparty.io.grpc.stub.ServerCallStreamObserver;
import org.apache.ratis.thirdparty.io.grpc.stub.StreamObserver;

/**
 * The watches of one stream of a client. One thread does what the client asks for and sends what happens, when there is
 * room for it on the way; a client that takes nothing for a while loses the stream. What waits is
 * {@value #REQUESTS_MAX} requests and one answer.
 */
final class WatchStream implements StreamObserver<WatchRequest> {
    private static final int REQUESTS_MAX = 16;
    private static final long NO_WATCH = -1;
    private static final ByteString FIRST_KEY = ByteString.copyFrom(new byte[1]);

    private final Replica replica;
    private final ServerCallStreamObserver<WatchResponse> client;
    private final Terms terms;
    private final LongSupplier nanos;
    private final Gate gate;
    private final Runnable listener;
    private final AtomicBoolean news = new AtomicBoolean();
    // No longer than what was asked for: see REQUESTS_MAX.
    private final Queue<WatchRequest> requests = new ConcurrentLinkedQueue<>();
    private final Map<Long, Watch> watches = new LinkedHashMap<>();
    private long nextId;
    private boolean progressWanted;
    private long progressNanos;

    /**
     * What holds for a stream.
     *
     * @param room for watches, shared by all streams of a connection
     * @param wantsLeader whether it is to end while there is no leader
     */
    record Terms(Semaphore room, boolean wantsLeader, FrontLimits limits) {
        /** How long it may be looked at by nobody. */
        Duration look() {
            return wantsLeader && limits.noLeader().compareTo(limits.progress()) < 0
                    ? limits.noLeader().dividedBy(2)
                    : limits.progress();
        }
    }

    /** Begins with no watch. */
    WatchStream(Replica replica, ServerCallStreamObserver<WatchResponse> client, Terms terms, LongSupplier nanos) {
        this.replica = replica;
        this.client = client;
        this.terms = terms;
        this.nanos = nanos;
        this.gate = new Gate(terms.limits().stall());
        this.listener = this::changed;
        this.progressNanos = nanos.getAsLong();
        client.disableAutoInboundFlowControl();
        client.setOnReadyHandler(gate::signal);
        client.setOnCancelHandler(gate::end);
        client.request(REQUESTS_MAX);
        replica.machine().listen(listener);
        Thread.ofVirtual().name("store-watches").start(this::run);
    }

    private void changed() {
        news.set(true);
        gate.signal();
    }

    @Override
    public void onNext(WatchRequest request) {
        requests.add(request);
        gate.signal();
    }

    @Override
    public void onError(Throwable gone) {
        gate.end();
    }

    // As in etcd: a client that has nothing more to ask for may go on listening.
    @Override
    public void onCompleted() {
        gate.signal();
    }

    private void run() {
        try {
            while (!gate.hasEnded()) {
                boolean unused = gate.await(() -> news.get() || !requests.isEmpty(), terms.look());
                endWithoutLeader();
                obey();
                tell();
                progress();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            replica.machine().unlisten(listener);
            terms.room().release(watches.size());
        }
    }

    /** Its client looks for another member then; an election that goes on is waited for, as etcd does. */
    private void endWithoutLeader() {
        if (terms.wantsLeader()
                && !gate.hasEnded()
                && !replica.hasQuorum(terms.limits().noLeader())) {
            gate.end();
            client.onError(Methods.status(Refusal.NO_LEADER));
        }
    }

    private void obey() throws InterruptedException {
        for (WatchRequest request = requests.poll(); request != null && !gate.hasEnded(); request = requests.poll()) {
            switch (request.getRequestUnionCase()) {
                case CREATE_REQUEST -> create(request.getCreateRequest());
                case CANCEL_REQUEST -> cancel(request.getCancelRequest());
                case PROGRESS_REQUEST -> progressWanted = true;
                case REQUESTUNION_NOT_SET -> {}
            }
            client.request(1);
        }
    }

    private void create(WatchCreateRequest request) throws InterruptedException {
        ByteString key = request.getKey().isEmpty() ? FIRST_KEY : request.getKey();
        KeyRange range = KeyRange.of(key, request.getRangeEnd());
        awaitFirstLeader();
        long now = now();
        if (range.isEmpty()) {
            refuse("mvcc: watcher range is empty", now);
        } else if (request.getWatchId() != 0 && watches.containsKey(request.getWatchId())) {
            refuse("mvcc: duplicate watch ID provided on the WatchStream", now);
        } else if (!terms.room().tryAcquire()) {
            refuse(Refusal.TOO_MANY_REQUESTS.words(), now);
        } else {
            long id = request.getWatchId() != 0 ? request.getWatchId() : freeId();
            long start = request.getStartRevision() == 0 ? now + 1 : request.getStartRevision();
            watches.put(id, new Watch(id, range, request, start));
            send(WatchResponse.newBuilder().setWatchId(id).setCreated(true), now);
            news.set(true);
        }
    }

    /** A member that has just begun tells nothing before it has heard a leader; a watch that is refused is no more. */
    private void awaitFirstLeader() {
        while (!gate.hasEnded() && replica.revisionHere() instanceof Outcome.Refused) {
            endWithoutLeader();
        }
    }

    private long freeId() {
        while (watches.containsKey(nextId)) {
            nextId++;
        }
        return nextId++;
    }

    private void refuse(String why, long now) throws InterruptedException {
        send(
                WatchResponse.newBuilder()
                        .setWatchId(NO_WATCH)
                        .setCreated(true)
                        .setCanceled(true)
                        .setCancelReason(why),
                now);
    }

    private void cancel(WatchCancelRequest request) throws InterruptedException {
        // What has happened until now is told first.
        tell();
        if (forget(request.getWatchId())) {
            send(WatchResponse.newBuilder().setWatchId(request.getWatchId()).setCanceled(true), now());
        }
    }

    private boolean forget(long id) {
        boolean known = watches.remove(id) != null;
        if (known) {
            terms.room().release();
        }
        return known;
    }

    /** Sends what the watches have not seen, in turns, until they have seen all. */
    private void tell() throws InterruptedException {
        boolean more = news.getAndSet(false);
        while (more && !gate.hasEnded()) {
            more = false;
            for (Watch watch : List.copyOf(watches.values())) {
                Optional<WatchResponse> response = replica.machine().read(watch::next);
                if (response.isPresent()) {
                    more = true;
                    tell(watch, response.orElseThrow());
                }
            }
        }
    }

    private void tell(Watch watch, WatchResponse response) throws InterruptedException {
        if (response.getCanceled()) {
            boolean known = forget(watch.id());
            assert known;
        }
        List<WatchResponse> pieces =
                watch.mayBeTorn() ? Fragments.of(response, EtcdServer.MESSAGE_BYTES_MAX) : List.of(response);
        for (WatchResponse piece : pieces) {
            send(piece.toBuilder(), response.getHeader().getRevision());
        }
    }

    private void progress() throws InterruptedException {
        if (progressWanted && !news.get()) {
            progressWanted = false;
            if (!watches.isEmpty()) {
                send(WatchResponse.newBuilder().setWatchId(NO_WATCH), now());
            }
        }
        if (nanos.getAsLong() - progressNanos >= terms.limits().progress().toNanos()) {
            progressNanos = nanos.getAsLong();
            for (Watch watch : List.copyOf(watches.values())) {
                if (watch.wantsProgress()) {
                    send(WatchResponse.newBuilder().setWatchId(watch.id()), now());
                }
            }
        }
    }

    private long now() {
        return replica.machine().<Long>read(here -> here.revision());
    }

    private void send(WatchResponse.Builder response, long revision) throws InterruptedException {
        if (gate.hasEnded()) {
            return;
        }
        if (gate.await(client::isReady)) {
            client.onNext(response.setHeader(replica.header(revision)).build());
        } else if (!gate.hasEnded()) {
            gate.end();
            client.onError(Status.RESOURCE_EXHAUSTED
                    .withDescription(
                            "nothing was read for " + terms.limits().stall().toSeconds()
                                    + " s while there was something to tell; watch again from the last revision seen")
                    .asRuntimeException());
        }
    }
}
