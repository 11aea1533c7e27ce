package io.beemesh.raft.store;

/**
 * When a key changed.
 *
 * @param main counts the requests that changed something; a new store is at 1
 * @param sub counts the changes of one request, from 0
 */
public record Revision(long main, long sub) implements Comparable<Revision> {
    @Override
    public int compareTo(Revision other) {
        int byMain = Long.compare(main, other.main);
        return byMain != 0 ? byMain : Long.compare(sub, other.sub);
    }
}
