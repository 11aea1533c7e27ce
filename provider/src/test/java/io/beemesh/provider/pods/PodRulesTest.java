package io.beemesh.provider.pods;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodRulesTest {
    @Test
    void hostHearsOfThousandthsOfAProcessor() {
        assertThat(PodRules.fingerprint(pod("50m"))).isNotEqualTo(PodRules.fingerprint(pod("70m")));
        assertThat(PodRules.fingerprint(pod("50m"))).isEqualTo(PodRules.fingerprint(pod("50m")));
    }

    private static Pod pod(String cpu) {
        return new PodBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withContainers(new ContainerBuilder()
                        .withNewResources()
                        .withRequests(Map.of("cpu", new Quantity(cpu)))
                        .endResources()
                        .build())
                .endSpec()
                .build();
    }
}
