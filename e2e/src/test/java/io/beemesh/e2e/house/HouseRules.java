package io.beemesh.e2e.house;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Which room may know which, as the design has it. */
final class HouseRules {
    private static final String HOUSE = "io.beemesh.";

    /** Names that say nothing of what is in a room. */
    private static final Set<String> EMPTY_WORDS = Set.of(
            "util",
            "utils",
            "common",
            "commons",
            "impl",
            "helper",
            "helpers",
            "manager",
            "managers",
            "misc",
            "base",
            "core",
            "shared",
            "internal");

    private HouseRules() {}

    /** The parts of the house, and the parts that each may know. */
    static List<ArchRule> arrows() {
        return List.of(
                knowsOnly("libp2p", List.of()),
                knowsOnly("mesh", List.of("libp2p")),
                knowsOnly("raft", List.of("libp2p", "mesh")),
                knowsOnly("agent", List.of("libp2p", "mesh", "raft")),
                knowsOnly("provider", List.of("libp2p", "mesh")));
    }

    /** The rooms of the provider, and the rooms that each may know: kube below, app on top. */
    static List<ArchRule> providerArrows() {
        return List.of(
                roomKnowsOnly("retry", List.of()),
                roomKnowsOnly("certificate", List.of("retry")),
                roomKnowsOnly("kube", List.of("certificate")),
                roomKnowsOnly("leader", List.of("kube")),
                roomKnowsOnly("hosts", List.of()),
                roomKnowsOnly("placement", List.of("hosts")),
                roomKnowsOnly("status", List.of("kube", "hosts", "placement")),
                roomKnowsOnly("node", List.of("kube", "hosts")),
                roomKnowsOnly("identity", List.of("kube")),
                // Which host has a volume's data is a rule that placing a pod goes by.
                roomKnowsOnly("storage", List.of()),
                // Whether a pod has a group decides how it is run; who is a member of it, what a resource says.
                roomKnowsOnly("state", List.of()),
                roomKnowsOnly("pods", List.of("kube", "hosts", "placement", "status", "retry", "storage", "state")),
                roomKnowsOnly("kubelet", List.of("kube", "hosts", "certificate")),
                roomKnowsOnly("tunnel", List.of("kube", "retry")),
                roomKnowsOnly("pool", List.of()),
                roomKnowsOnly(
                        "resource", List.of("kube", "hosts", "placement", "identity", "pool", "storage", "state")));
    }

    /** No two packages of one part know each other, not even by a detour. */
    static List<ArchRule> noCycles() {
        return Stream.of("libp2p", "mesh", "raft", "agent", "provider")
                .<ArchRule>map(part -> slices().assignedFrom(new ByRoom(HOUSE + part))
                        .should()
                        .beFreeOfCycles()
                        .allowEmptyShould(true)
                        .because("a room that knows a room that knows it is no room of its own"))
                .toList();
    }

    /** Each foreign library comes in by one door. */
    static List<ArchRule> doors() {
        return List.of(
                door("docker-java", List.of("com.github.dockerjava"), List.of("agent.podman")),
                door(
                        "the Fabric8 client",
                        List.of("io.fabric8.kubernetes.client"),
                        List.of("provider.kube", "provider.resource", "provider.app")),
                door(
                        "the Fabric8 model",
                        List.of("io.fabric8.kubernetes.api", "io.fabric8.kubernetes.model"),
                        List.of("provider")),
                door("the operator SDK", List.of("io.javaoperatorsdk"), List.of("provider.resource", "provider.app")),
                door(
                        "Quarkus and CDI",
                        List.of(
                                "io.quarkus",
                                "jakarta.enterprise",
                                "jakarta.inject",
                                "io.smallrye",
                                "org.eclipse.microprofile"),
                        List.of("provider.app")),
                door(
                        "BouncyCastle",
                        List.of("org.bouncycastle"),
                        List.of("libp2p", "provider.identity", "provider.certificate")),
                door("Ratis", List.of("org.apache.ratis"), List.of("raft")),
                door("picocli", List.of("picocli"), List.of("agent.cli", "provider.app")),
                door("Vert.x and Netty", List.of("io.vertx", "io.netty"), List.of("provider.kubelet", "provider.app")));
    }

    /** Placement, status and a store's keyspace decide; they neither wait nor speak with anybody. */
    static List<ArchRule> pureRooms() {
        return Stream.of("provider.placement", "provider.status", "provider.storage", "provider.state", "raft.store")
                .<ArchRule>map(room -> noClasses()
                        .that(are(room + "' classes", type -> in(type, List.of(HOUSE + room))))
                        .should()
                        .dependOnClassesThat(are(
                                "threads, sockets, files or clients",
                                type -> in(
                                                type,
                                                List.of(
                                                        "java.net",
                                                        "java.nio.file",
                                                        "java.net.http",
                                                        "io.fabric8.kubernetes.client"))
                                        || type.getName().equals("java.lang.Thread")))
                        .allowEmptyShould(true)
                        .because("what decides must be testable without the world"))
                .toList();
    }

    /** A room has a name that says what is in it, and so has a class. */
    static ArchRule names() {
        return noClasses()
                .should(ArchCondition.from(are("be named by a word that says nothing", HouseRules::saysNothing)))
                .because("the vocabulary is the field's: PodController, NodeController, PodWorker");
    }

    private static boolean saysNothing(JavaClass type) {
        Stream<String> words = Arrays.stream(type.getPackageName().split("\\."));
        return Stream.concat(words, Stream.of(lastWord(type.getSimpleName()))).anyMatch(EMPTY_WORDS::contains);
    }

    /** Fakes are written by hand, so that they can be run through the same contract as what is real. */
    static ArchRule noMocks() {
        return noClasses()
                .should()
                .dependOnClassesThat(are(
                        "of a mocking library",
                        type -> in(
                                type, List.of("org.mockito", "org.easymock", "mockit", "org.powermock", "io.mockk"))))
                .because("a fake is written by hand in its owner's testing package");
    }

    /** Whoever may log: what libp2p and mesh have to say, they say by events, exceptions and return values. */
    static ArchRule silentRooms() {
        return noClasses()
                .that(are("of libp2p and mesh", type -> in(type, List.of(HOUSE + "libp2p", HOUSE + "mesh"))))
                .should()
                .dependOnClassesThat(are(
                        "loggers",
                        type -> in(
                                        type,
                                        List.of(
                                                "org.slf4j",
                                                "java.util.logging",
                                                "org.jboss.logging",
                                                "org.apache.logging"))
                                || type.getName().startsWith("java.lang.System$Logger")))
                .because("they report by events, exceptions and return values");
    }

    /** Every package of main says what it is: the compiler leaves a class of each that is null-marked. */
    static Set<String> packagesWithoutInfo(JavaClasses house) {
        Set<String> all = new TreeSet<>();
        Set<String> explained = new TreeSet<>();
        for (JavaClass type : house) {
            (type.getSimpleName().equals("package-info") ? explained : all).add(type.getPackageName());
        }
        all.removeAll(explained);
        // Generated from the .proto files.
        all.removeAll(Set.of(HOUSE + "mesh.wire", HOUSE + "raft.store.wire"));
        return all;
    }

    private static ArchRule knowsOnly(String part, List<String> others) {
        return layer(part, "", others);
    }

    private static ArchRule roomKnowsOnly(String room, List<String> others) {
        return layer(room, "provider.", others);
    }

    private static ArchRule layer(String part, String parent, List<String> others) {
        String all = HOUSE + parent;
        List<String> allowed = Stream.concat(Stream.of(part), others.stream())
                .map(name -> all + name)
                .toList();
        return classes()
                .that(are("in " + all + part, type -> in(type, List.of(all + part))))
                .should()
                .onlyDependOnClassesThat(are(
                        "in " + allowed + " or foreign",
                        type -> in(type, allowed) || !type.getPackageName().startsWith(all)))
                .allowEmptyShould(true)
                .because("arrows point down only");
    }

    private static ArchRule door(String library, List<String> packages, List<String> rooms) {
        List<String> doors = rooms.stream().map(room -> HOUSE + room).toList();
        return noClasses()
                .that(are(
                        "in the house but not in " + doors,
                        type -> in(type, List.of("io.beemesh")) && !in(type, doors)))
                .should()
                .dependOnClassesThat(are("of " + library, type -> in(type, packages)))
                .allowEmptyShould(true)
                .because("the door of " + library + " is " + doors);
    }

    private static boolean in(JavaClass type, List<String> packages) {
        String name = type.getPackageName();
        return packages.stream().anyMatch(each -> name.equals(each) || name.startsWith(each + "."));
    }

    private static String lastWord(String simpleName) {
        int start = simpleName.length();
        while (start > 0 && !Character.isUpperCase(simpleName.charAt(start - 1))) {
            start--;
        }
        return simpleName.substring(Math.max(0, start - 1)).toLowerCase(Locale.ROOT);
    }

    private static DescribedPredicate<JavaClass> are(String what, Predicate<JavaClass> test) {
        return DescribedPredicate.describe(what, test);
    }

    /** A room is a package right below its part; what is in the part's own package is a room too. */
    private record ByRoom(String part) implements SliceAssignment {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            if (!name.equals(part) && !name.startsWith(part + ".")) {
                return SliceIdentifier.ignore();
            }
            return SliceIdentifier.of(name);
        }

        @Override
        public String getDescription() {
            return "packages of " + part;
        }
    }
}
