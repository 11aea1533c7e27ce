package io.beemesh.raft.store.testing;

/** What is asked. */
@FunctionalInterface
public interface Target {
    /** What it answers, as {@link Answers} writes it. */
    String ask(Call call) throws Exception;
}
