package io.beemesh.provider.hosts;

/**
 * What a host has or a pod asks for.
 *
 * @param cpuMillis thousandths of a core
 * @param memoryBytes bytes of memory
 * @param storageBytes bytes of ephemeral storage
 * @param pods how many pods
 */
public record Amounts(long cpuMillis, long memoryBytes, long storageBytes, long pods) {
    /** Nothing of anything. */
    public static final Amounts NONE = new Amounts(0, 0, 0, 0);

    /** What the wire says. */
    public static Amounts of(io.beemesh.mesh.wire.Amounts wire) {
        return new Amounts(wire.getCpuMillis(), wire.getMemoryBytes(), wire.getEphemeralStorageBytes(), wire.getPods());
    }

    /** The sum, part by part. */
    public Amounts plus(Amounts more) {
        return new Amounts(
                cpuMillis + more.cpuMillis,
                memoryBytes + more.memoryBytes,
                storageBytes + more.storageBytes,
                pods + more.pods);
    }

    /** The difference, part by part; a part may become negative. */
    public Amounts minus(Amounts less) {
        return new Amounts(
                cpuMillis - less.cpuMillis,
                memoryBytes - less.memoryBytes,
                storageBytes - less.storageBytes,
                pods - less.pods);
    }

    /** The greater of both, part by part. */
    public Amounts max(Amounts other) {
        return new Amounts(
                Math.max(cpuMillis, other.cpuMillis),
                Math.max(memoryBytes, other.memoryBytes),
                Math.max(storageBytes, other.storageBytes),
                Math.max(pods, other.pods));
    }
}
