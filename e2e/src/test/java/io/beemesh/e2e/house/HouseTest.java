package io.beemesh.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The compiled classes of all modules keep the arrows and the doors of the house. */
class HouseTest {
    /** The rooms of the design that have content. */
    private static final List<String> ROOMS = List.of(
            "libp2p",
            "libp2p.identity",
            "libp2p.multiaddr",
            "libp2p.host",
            "libp2p.transport",
            "mesh",
            "mesh.frame",
            "mesh.membership",
            "mesh.enrol",
            "mesh.attach",
            "mesh.pod",
            "mesh.session",
            "raft.wire",
            "raft.appender",
            "raft.rpc",
            "raft.groups",
            "raft.replica",
            "raft.front",
            "raft.stores",
            "raft.store",
            "raft.store.request",
            "agent.spec",
            "agent.podman",
            "agent.images",
            "agent.volumes",
            "agent.pods",
            "agent.network",
            "agent.journal",
            "agent.home",
            "agent.membership",
            "agent.link",
            "agent.streams",
            "agent.supervisor",
            "agent.system",
            "agent.cli",
            "provider.app",
            "provider.kube",
            "provider.node",
            "provider.pods",
            "provider.placement",
            "provider.status",
            "provider.hosts",
            "provider.kubelet",
            "provider.kubelet.remotecommand",
            "provider.kubelet.spdy",
            "provider.kubelet.websocket",
            "provider.tunnel",
            "provider.tunnel.session",
            "provider.tunnel.wire",
            "provider.resource",
            "provider.resource.pool",
            "provider.resource.token",
            "provider.pool",
            "provider.identity");

    private static JavaClasses house;
    private static JavaClasses tests;

    @BeforeAll
    static void readClasses() {
        Checkout checkout = Checkout.here();
        house = new ClassFileImporter().importPaths(checkout.compiled("classes"));
        tests = new ClassFileImporter().importPaths(checkout.compiled("test-classes"));
        assertThat(checkout.compiled("classes"))
                .as("modules with compiled classes; run ./mvnw test-compile first")
                .hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void everyRoomIsThere() {
        Set<String> packages = house.stream().map(JavaClass::getPackageName).collect(Collectors.toSet());

        assertThat(packages)
                .containsAll(ROOMS.stream().map(room -> "io.beemesh." + room).toList());
    }

    @Test
    void everyPackageSaysWhatItIs() {
        assertThat(HouseRules.packagesWithoutInfo(house)).isEmpty();
    }

    @Test
    void arrowsPointDownOnly() {
        check(HouseRules.arrows());
    }

    @Test
    void arrowsOfTheProviderPointDownOnly() {
        check(HouseRules.providerArrows());
    }

    @Test
    void noTwoPackagesKnowEachOther() {
        check(HouseRules.noCycles());
    }

    @Test
    void foreignLibrariesComeInByTheirDoors() {
        check(HouseRules.doors());
    }

    @Test
    void whatDecidesIsPure() {
        check(HouseRules.pureRooms());
    }

    @Test
    void namesSayWhatIsInside() {
        HouseRules.names().check(house);
    }

    @Test
    void libraryRoomsLogNothing() {
        HouseRules.silentRooms().check(house);
    }

    @Test
    void nothingIsMocked() {
        HouseRules.noMocks().check(house);
        HouseRules.noMocks().check(tests);
    }

    private static void check(List<ArchRule> rules) {
        rules.forEach(rule -> rule.check(house));
    }
}
