package io.beemesh.provider.app;

import io.beemesh.mesh.attach.AttachService;
import io.beemesh.provider.app.side.MeshSide;
import io.beemesh.provider.identity.Replica;
import io.beemesh.provider.leader.Hearsay;
import io.beemesh.provider.leader.LeaderElection;
import io.beemesh.provider.leader.Leadership;
import io.beemesh.provider.node.NodeRefusedException;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The terms of a provider, one after another: begun and ended as the election says, and hosts told of it. */
final class Terms implements Leadership {
    private static final Logger log = LoggerFactory.getLogger(Terms.class);

    private final Starter starter;
    private final Replica replica;
    private final CompletableFuture<Exception> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> first = new CompletableFuture<>();
    private volatile Optional<Term> term = Optional.empty();
    private volatile Optional<Ways> ways = Optional.empty();
    private volatile Optional<AttachService> attachments = Optional.empty();
    private volatile LongSupplier answers = () -> 0;
    private volatile boolean last;

    /** Begins a term. */
    @FunctionalInterface
    interface Starter {
        Term start(Term.Mesh mesh) throws IOException, NodeRefusedException, InterruptedException;
    }

    private record Ways(Term.Mesh mesh, MeshSide hosts) {}

    Terms(Starter starter, Replica replica) {
        this.starter = starter;
        this.replica = replica;
    }

    /** What each term works with; before the election begins. */
    void means(Term.Mesh mesh, MeshSide hosts) {
        ways = Optional.of(new Ways(mesh, hosts));
    }

    /** Whom to have attach anew when a term begins or ends. */
    void attachments(AttachService service) {
        attachments = Optional.of(service);
        // A term that began or ended between the first welcome and this call.
        service.reattach("the provider has started");
    }

    /** What is heard of hosts at the moment; nothing before attachments are served. */
    Hearsay.Own heard() {
        AttachService.Heard heard = attachments.map(AttachService::heard).orElse(AttachService.Heard.NOTHING);
        return new Hearsay.Own(heard.hosts(), heard.messages() + answers.getAsLong());
    }

    /** Hosts are asked as well whether they are there: how many answers there were, ever. */
    void alsoHears(LongSupplier counted) {
        answers = counted;
    }

    /** There is another provider, or one less: hosts that attach anew are told. */
    void providersChanged() {
        attachments.ifPresent(service -> service.reattach("the providers are others"));
    }

    /** Waits until a term that has been won already has begun. */
    void awaitFirst(LeaderElection election) throws IOException, NodeRefusedException, InterruptedException {
        if (!election.leads()) {
            return;
        }
        try {
            Object ignored = CompletableFuture.anyOf(first, failure).get();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        }
        if (failure.isDone()) {
            switch (failure.join()) {
                case NodeRefusedException refused -> throw refused;
                case IOException trouble -> throw trouble;
                case Exception other -> throw new IOException(other);
            }
        }
    }

    /** Calls back once when a term could not be begun. */
    void onFailure(Consumer<Exception> failed) {
        var ignored = failure.thenAccept(failed);
    }

    /** Until when the cluster takes the node for alive, as the term of the moment knows; empty without a term. */
    Optional<Instant> aliveUntil() {
        return term.map(Term::aliveUntil);
    }

    /** The term that ends next is the last one of this process. */
    void lastOne() {
        last = true;
    }

    @Override
    public void lead() {
        Ways with = ways.orElseThrow();
        try {
            term = Optional.of(starter.start(with.mesh()));
            with.hosts().standBy(false);
            attachments.ifPresent(service -> service.reattach("this provider leads"));
            first.complete(null);
        } catch (IOException | NodeRefusedException | RuntimeException e) {
            failure.complete(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log.atInfo().log("term was interrupted while it began");
        }
    }

    @Override
    public void follow() {
        ways.ifPresent(with -> with.hosts().standBy(true));
        attachments.ifPresent(service -> service.reattach("another provider leads"));
        Optional<Term> ended = term;
        term = Optional.empty();
        // Another one will lead: the node is not stopped then.
        boolean forGood = last && replica.count() == 1;
        ended.ifPresent(it -> {
            if (forGood) {
                it.closeForGood();
            } else {
                it.close();
            }
        });
    }
}
