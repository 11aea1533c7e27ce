package io.beemesh.libp2p.testing;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Bytes that a peer should not send: the same ones for the same seed. */
public final class Garbage {
    /** How many cases a codec has to bear. */
    public static final int CASES = 10_000;

    private Garbage() {}

    /** Valid bytes that were cut, changed, doubled or made longer, and bytes that never were anything. */
    public static Stream<byte[]> of(byte[] valid, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        return IntStream.range(0, CASES).mapToObj(number -> next(valid, number % 5, random));
    }

    private static byte[] next(byte[] valid, int kind, RandomGenerator random) {
        return switch (kind) {
            case 0 -> Arrays.copyOf(valid, random.nextInt(valid.length + 1));
            case 1 -> changed(valid, 1 + random.nextInt(4), random);
            case 2 -> join(valid, random(random.nextInt(64), random));
            case 3 -> changed(join(valid, valid), random.nextInt(8), random);
            default -> random(random.nextInt(200), random);
        };
    }

    private static byte[] changed(byte[] valid, int times, RandomGenerator random) {
        byte[] changed = valid.clone();
        for (int i = 0; i < times; i++) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        }
        return changed;
    }

    private static byte[] random(int length, RandomGenerator random) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
