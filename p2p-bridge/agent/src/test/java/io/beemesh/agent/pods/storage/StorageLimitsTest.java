package io.beemesh.agent.pods.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.spec.PodReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StorageLimitsTest {
    private static final long MEBI = 1L << 20;

    @Test
    void emptyDirIsBoundedByItsSizeLimitUnlessItIsInMemory() {
        StorageLimits limits = limits("""
                'volumes':[{'name':'scratch','emptyDir':{'sizeLimit':'1Mi'}},
                  {'name':'fast','emptyDir':{'medium':'Memory','sizeLimit':'1Mi'}}],
                'containers':[{'name':'main','image':'i'}]""");

        assertThat(limits.any()).isTrue();
        assertThat(limits.exceeded(new StorageUse(Map.of("scratch", MEBI), Map.of())))
                .isEmpty();
        assertThat(limits.exceeded(new StorageUse(Map.of("scratch", MEBI + 1), Map.of("main", MEBI))))
                .contains("Usage of EmptyDir volume \"scratch\" exceeds the limit \"1Mi\". ");
    }

    @Test
    void containersAreBoundedTogetherAndEachByItself() {
        StorageLimits limits = limits("""
                'containers':[
                  {'name':'main','image':'i','resources':{'limits':{'ephemeral-storage':'1Mi'}}},
                  {'name':'side','image':'i','resources':{'limits':{'ephemeral-storage':'512Ki'}}}]""");

        assertThat(limits.exceeded(new StorageUse(Map.of("v", MEBI), Map.of("main", MEBI))))
                .contains("Pod ephemeral local storage usage exceeds the total limit of containers 1536Ki. ");
        assertThat(limits.exceeded(new StorageUse(Map.of(), Map.of("main", 0L, "side", MEBI))))
                .contains("Container side exceeded its local ephemeral storage limit \"512Ki\". ");
        assertThat(limits.exceeded(new StorageUse(Map.of(), Map.of("main", MEBI))))
                .isEmpty();
    }

    @Test
    void aLargeInitContainerRaisesTheLimitOfThePod() {
        StorageLimits limits = limits("""
                'initContainers':[{'name':'load','image':'i','resources':{'limits':{'ephemeral-storage':'4Mi'}}}],
                'containers':[{'name':'main','image':'i'}]""");

        assertThat(limits.exceeded(new StorageUse(Map.of("v", 4 * MEBI), Map.of())))
                .isEmpty();
        assertThat(limits.exceeded(new StorageUse(Map.of("v", 4 * MEBI + 1), Map.of())))
                .contains("Pod ephemeral local storage usage exceeds the total limit of containers 4Mi. ");
    }

    @Test
    void aPodWithoutLimitsIsNotLookedAt() {
        assertThat(limits("'volumes':[{'name':'v','emptyDir':{}}],'containers':[{'name':'main','image':'i'}]")
                        .any())
                .isFalse();
    }

    private static StorageLimits limits(String spec) {
        String json = "{'metadata':{'name':'web','namespace':'shop','uid':'u'},'spec':{" + spec + "}}";
        PodReader.Result result = PodReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        assertThat(result).isInstanceOf(PodReader.Result.Read.class);
        Pod pod = ((PodReader.Result.Read) result).pod();
        return new StorageLimits(pod);
    }
}
