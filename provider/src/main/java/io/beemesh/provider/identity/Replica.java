package io.beemesh.provider.identity;

/**
 * One of several providers of the same node.
 *
 * @param index of this one, from 0
 * @param count of all
 */
public record Replica(int index, int count) {
    /** The most providers that a node has: a host attaches to all of them. */
    public static final int COUNT_MAX = 8;

    /** A provider that has no others beside it. */
    public static final Replica ONLY = new Replica(0, 1);

    /** Refuses one that is not among them. */
    public Replica {
        if (count < 1 || count > COUNT_MAX || index < 0 || index >= count) {
            throw new IllegalArgumentException("index " + index + " of " + count + " replicas (expected: 1 to "
                    + COUNT_MAX + " replicas, an index from 0 to one less)");
        }
    }

    /** A name for what each of them has of its own; the first one's is the name alone. */
    public String own(String name) {
        return index == 0 ? name : name + "-" + index;
    }
}
