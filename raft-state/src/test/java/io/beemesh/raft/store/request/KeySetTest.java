package io.beemesh.raft.store.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A set of ranges contains what any of them does. */
class KeySetTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void containsWhatAnyOfItsRangesDoes(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        KeySet set = new KeySet();
        KeySet half = new KeySet();
        List<KeyRange> ranges = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            KeyRange range = range(random);
            ranges.add(range);
            (i % 2 == 0 ? set : half).add(range);
        }
        set.addAll(half);

        for (int i = 0; i < 2000; i++) {
            ByteString key = key(random);
            assertThat(set.contains(key))
                    .as("%s", key)
                    .isEqualTo(ranges.stream().anyMatch(range -> range.contains(key)));
        }
    }

    private static KeyRange range(RandomGenerator random) {
        return switch (random.nextInt(20)) {
            case 0 -> new KeyRange(ByteString.copyFromUtf8("zz"), null, false);
            case 1, 2, 3, 4, 5, 6, 7, 8 -> new KeyRange(key(random), null, true);
            default -> {
                ByteString from = key(random);
                yield new KeyRange(from, from.concat(ByteString.copyFromUtf8("" + random.nextInt(10))), false);
            }
        };
    }

    private static ByteString key(RandomGenerator random) {
        byte[] key = new byte[1 + random.nextInt(2)];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) ('a' + random.nextInt(26));
        }
        return ByteString.copyFrom(key);
    }
}
