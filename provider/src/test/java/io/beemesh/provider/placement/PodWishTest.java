package io.beemesh.provider.placement;

import static org.assertj.core.api.Assertions.assertThat;

import io.beemesh.provider.hosts.Amounts;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PodWishTest {
    @Test
    void asksForTheGreaterOfStartingAndRunningPlusOverhead() {
        Container sidecar = new ContainerBuilder(container("100m", "10Mi"))
                .withRestartPolicy("Always")
                .build();
        PodWish wish = PodWish.of(new PodBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withInitContainers(sidecar, container("2", "1Mi"))
                .withContainers(container("250m", "64Mi"), container("0.5", "64Mi"))
                .withOverhead(Map.of("memory", new Quantity("1Mi")))
                .endSpec()
                .build());

        assertThat(wish.load().requests()).isEqualTo(new Amounts(2100, 139L << 20, 0, 1));
    }

    @Test
    void weighsWhatItHasWhileItIsToHaveLess() {
        PodWish wish = PodWish.of(new PodBuilder()
                .withNewMetadata()
                .endMetadata()
                .withNewSpec()
                .withContainers(new ContainerBuilder(container("100m", "64Mi"))
                        .withName("main")
                        .build())
                .endSpec()
                .withNewStatus()
                .addNewContainerStatus()
                .withName("main")
                .withAllocatedResources(Map.of("cpu", new Quantity("250m"), "memory", new Quantity("32Mi")))
                .endContainerStatus()
                .endStatus()
                .build());

        assertThat(wish.load().requests()).isEqualTo(new Amounts(250, 64L << 20, 0, 1));
    }

    @Test
    void knowsItsControllerAndItsArchitecture() {
        PodWish wish = PodWish.of(new PodBuilder()
                .withNewMetadata()
                .addNewOwnerReference()
                .withUid("owner")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNodeSelector(Map.of("kubernetes.io/arch", "arm64"))
                .endSpec()
                .build());

        assertThat(wish.load().owner()).isEqualTo("owner");
        assertThat(wish.architecture()).isEqualTo("arm64");
    }

    private static Container container(String cpu, String memory) {
        return new ContainerBuilder()
                .withNewResources()
                .withRequests(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory)))
                .endResources()
                .build();
    }
}
