package io.beemesh.agent.network;

import java.util.BitSet;
import java.util.Optional;

/**
 * The addresses of a host's pods: 1,022 from an IPv4 network of 22 bits whose first one is the bridge's. What was given
 * back is given again as late as can be. Any thread.
 */
final class AddressRange {

    static final int PREFIX = 22;

    private static final int SIZE = 1 << (32 - PREFIX);
    private static final int FIRST = 2;

    private final int base;
    private final BitSet taken = new BitSet(SIZE);
    private int next = FIRST;

    /**
     * A range.
     *
     * @param network its lowest address, such as {@code 10.91.0.0}
     */
    AddressRange(String network) {
        this.base = parse(network) & -SIZE;
    }

    /** The bridge's own address. */
    String gateway() {
        return text(base + 1);
    }

    /** As iptables and ip name the network. */
    String cidr() {
        return text(base) + "/" + PREFIX;
    }

    /** A free address, which is taken then; empty if there is none. */
    synchronized Optional<String> take() {
        for (int tried = FIRST; tried < SIZE - 1; tried++) {
            int candidate = next;
            next = next + 1 < SIZE - 1 ? next + 1 : FIRST;
            if (!taken.get(candidate)) {
                taken.set(candidate);
                return Optional.of(text(base + candidate));
            }
        }
        return Optional.empty();
    }

    /** Takes a certain address; one of another range is no matter. */
    synchronized void take(String address) {
        int offset = parse(address) - base;
        if (offset > 0 && offset < SIZE) {
            taken.set(offset);
        }
    }

    /** Gives an address back. */
    synchronized void free(String address) {
        int offset = parse(address) - base;
        if (offset > 0 && offset < SIZE) {
            taken.clear(offset);
        }
    }

    /** Whether two networks share an address. */
    static boolean overlap(String cidr, String other) {
        int bits = Math.min(bits(cidr), bits(other));
        int mask = bits == 0 ? 0 : -1 << (32 - bits);
        return (parse(address(cidr)) & mask) == (parse(address(other)) & mask);
    }

    private static String address(String cidr) {
        return cidr.split("/", 2)[0];
    }

    private static int bits(String cidr) {
        return cidr.contains("/") ? Integer.parseInt(cidr.split("/", 2)[1]) : 32;
    }

    private static int parse(String address) {
        int value = 0;
        for (String part : address.split("\\.", -1)) {
            value = value << 8 | Integer.parseInt(part);
        }
        return value;
    }

    private static String text(int address) {
        return (address >>> 24) + "." + (address >>> 16 & 255) + "." + (address >>> 8 & 255) + "." + (address & 255);
    }
}
