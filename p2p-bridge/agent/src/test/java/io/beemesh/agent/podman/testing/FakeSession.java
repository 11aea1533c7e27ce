package io.beemesh.agent.podman.testing;

import io.beemesh.agent.podman.ExecSession;
import io.beemesh.agent.podman.ExecSpec;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A command of {@link FakePodman}: {@code echo} prints its words, {@code cat} its input when that has ended,
 * {@code false} fails, {@code nonexistent} cannot be run, {@code sleep} lasts until it is closed.
 */
final class FakeSession implements ExecSession {

    private static final Output END = new Output(false, new byte[0]);

    private final BlockingQueue<Output> outputs = new LinkedBlockingQueue<>();
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final ExecSpec spec;

    FakeSession(ExecSpec spec) {
        this.spec = spec;
        List<String> words = spec.command();
        switch (words.isEmpty() ? "" : words.getFirst()) {
            case "echo" -> end(String.join(" ", words.subList(1, words.size())) + "\n", new Ended(0));
            case "false" -> end("", new Ended(1));
            case "nonexistent" -> end("", new NotRun(127, "exec: \"nonexistent\": executable file not found in $PATH"));
            case "cat", "sleep" -> {
                if (!spec.stdin() && words.getFirst().equals("cat")) {
                    end("", new Ended(0));
                }
            }
            default -> end("", new Ended(0));
        }
    }

    private void end(String output, Outcome how) {
        if (!output.isEmpty()) {
            outputs.add(new Output(false, output.getBytes(StandardCharsets.UTF_8)));
        }
        outputs.add(END);
        outcome.complete(how);
    }

    @Override
    public OutputStream stdin() {
        return new ByteArrayOutputStream() {
            @Override
            public void close() {
                if (spec.command().getFirst().equals("cat") && !outcome.isDone()) {
                    end(toString(StandardCharsets.UTF_8), new Ended(0));
                }
            }
        };
    }

    @Override
    public @Nullable Output read() {
        try {
            Output output = outputs.take();
            if (output == END) {
                outputs.add(END);
                return null;
            }
            return output;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    @Override
    public void resize(Size size) {
        // A fake terminal has no size.
    }

    @Override
    public Outcome await() throws InterruptedException {
        try {
            return outcome.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        if (!outcome.isDone()) {
            end("", new Ended(137));
        }
    }
}
