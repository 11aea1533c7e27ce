package io.beemesh.agent.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every field of a Pod of Kubernetes 1.36 is honoured, refused or without meaning on a node, and the marks in
 * {@code pod-fields.tsv} tell the truth.
 *
 * <p>For another version of Kubernetes: {@code kubectl get --raw /openapi/v3/api/v1 > /tmp/openapi.json}, then run this
 * test with {@code -Dpod.openapi=/tmp/openapi.json}; {@code -Dpod.page=write} writes the page of the documentation.
 */
class PodFieldsTest {
    private static final Path REPOSITORY = repository();
    private static final List<Path> SOURCES = sources();
    private static final Path PAGE = REPOSITORY.resolve("deploy/docs/pod-fields.md");

    private final PodSchema schema = PodSchema.load();
    private final List<FieldMark> marks = FieldMark.load();
    private final SamplePods samples = new SamplePods(
            schema,
            marks.stream()
                    .filter(mark -> mark.kind() == FieldMark.Kind.HONOURED)
                    .map(FieldMark::field)
                    .collect(Collectors.toSet()));

    PodFieldsTest() throws IOException {}

    @Test
    void everyFieldHasOneMarkAndEveryMarkAField() {
        Set<String> fields = new TreeSet<>();
        marks.stream().map(mark -> mark.field().split("\\.", 2)[0]).forEach(type -> schema.of(type)
                .forEach(field -> fields.add(field.id())));
        schema.of("PodSpec").forEach(field -> fields.add(field.id()));
        marks.stream()
                .filter(mark -> mark.kind() == FieldMark.Kind.HONOURED)
                .flatMap(mark -> schema.field(mark.field()).stream())
                .forEach(field -> schema.of(field.target()).forEach(inner -> fields.add(inner.id())));

        assertThat(marks).extracting(FieldMark::field).doesNotHaveDuplicates();
        assertThat(new TreeSet<>(marks.stream().map(FieldMark::field).toList())).isEqualTo(fields);
        assertThat(marks)
                .allSatisfy(mark -> assertThat(samples.reaches(mark.field().split("\\.", 2)[0]))
                        .as("whether %s is below honoured fields only", mark)
                        .isTrue());
    }

    static Stream<FieldMark> honoured() throws IOException {
        return FieldMark.load().stream().filter(mark -> mark.kind() == FieldMark.Kind.HONOURED);
    }

    @ParameterizedTest
    @MethodSource("honoured")
    void whatIsHonouredHasATest(FieldMark mark) throws IOException {
        String[] name = mark.evidence().split("#", 2);
        Path file = source(name[0]).orElseThrow(() -> new AssertionError("no test " + name[0]));

        assertThat(Files.readString(file).contains("void " + name[1] + "("))
                .as("whether %s has a test %s", file, name[1])
                .isTrue();
    }

    /**
     * A field that a host reads changes what it reads, unless it may have but one value. What others read is left to
     * their tests.
     */
    @ParameterizedTest
    @MethodSource("honoured")
    void whatIsHonouredIsRead(FieldMark mark) {
        PodSchema.Field field = schema.field(mark.field()).orElseThrow();
        JsonNode value = mark.taken().isEmpty() ? samples.some(field) : SamplePods.json(mark.taken());

        Pod pod = read(mark, samples.with(field, value));

        String[] test = mark.evidence().split("#", 2);
        boolean fixed = test[1].equals("whatIsRefusedIsNamedWithItsValue");
        if (fixed || source(test[0]).orElseThrow().startsWith(REPOSITORY.resolve("provider"))) {
            return;
        }
        JsonNode another = field.required() ? samples.other(field) : MissingNode.getInstance();
        if (PodReader.read(samples.with(field, another)) instanceof PodReader.Result.Read without) {
            assertThat(without.pod()).as("the pod without %s", mark).isNotEqualTo(pod);
        }
    }

    static Stream<FieldMark> meaningless() throws IOException {
        return FieldMark.load().stream().filter(mark -> mark.kind() == FieldMark.Kind.MEANINGLESS);
    }

    @ParameterizedTest
    @MethodSource("meaningless")
    void whatHasNoMeaningIsTakenAndHasAReason(FieldMark mark) {
        PodSchema.Field field = schema.field(mark.field()).orElseThrow();

        read(mark, samples.with(field, mark.taken().isEmpty() ? samples.some(field) : SamplePods.json(mark.taken())));

        assertThat(mark.evidence()).contains(" ");
    }

    static Stream<FieldMark> refused() throws IOException {
        return FieldMark.load().stream()
                .filter(mark ->
                        mark.kind() == FieldMark.Kind.REFUSED || !mark.refused().isEmpty());
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsRefusedIsNamedWithItsValue(FieldMark mark) {
        PodSchema.Field field = schema.field(mark.field()).orElseThrow();
        JsonNode value = mark.refused().isEmpty() ? samples.some(field) : SamplePods.json(mark.refused());

        PodReader.Result result = PodReader.read(samples.with(field, value));

        assertThat(result).isInstanceOfSatisfying(PodReader.Result.Unsupported.class, refusal -> {
            assertThat(refusal.path()).contains(field.name());
            assertThat(refusal.message()).startsWith(refusal.path() + ": ").contains(leaf(value));
            assertThat(refusal.message().length())
                    .as("what to do, in: %s", refusal.message())
                    .isGreaterThan(refusal.path().length() + leaf(value).length() + 20);
        });
    }

    @Test
    void pageSaysTheSame() throws IOException {
        String page = FieldPage.of(schema, marks);
        if ("write".equals(System.getProperty("pod.page"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE)
                .as("written anew with ./mvnw -pl p2p-bridge/agent -am test -Dtest=PodFieldsTest -Dpod.page=write "
                        + "-Dsurefire.failIfNoSpecifiedTests=false")
                .hasContent(page);
    }

    @Test
    @EnabledIfSystemProperty(named = "pod.openapi", matches = ".+")
    void schemaIsThatOfTheApiServer() throws IOException {
        JsonNode openApi = new ObjectMapper()
                .readTree(Path.of(System.getProperty("pod.openapi", "")).toFile());
        List<String> lines = PodSchema.lines(openApi);
        Path file = REPOSITORY
                .resolve("p2p-bridge/agent/src/test/resources/io/beemesh/agent/spec")
                .resolve(PodSchema.RESOURCE);
        Files.write(file, lines);

        assertThat(lines).hasSizeGreaterThan(300);
    }

    private static Pod read(FieldMark mark, byte[] json) {
        return switch (PodReader.read(json)) {
            case PodReader.Result.Read read -> read.pod();
            case PodReader.Result.Unsupported refusal -> throw new AssertionError(mark + ": " + refusal.message());
            case PodReader.Result.Malformed malformed -> throw new AssertionError(mark + ": " + malformed.message());
        };
    }

    /** Some text of a value that a message about it has to have. */
    private static String leaf(JsonNode value) {
        JsonNode leaf = value;
        while (leaf.isContainerNode() && !leaf.isEmpty()) {
            leaf = leaf.iterator().next();
        }
        return leaf.isContainerNode() ? "" : leaf.asText();
    }

    private static Optional<Path> source(String test) {
        return SOURCES.stream().filter(file -> file.endsWith(test + ".java")).findFirst();
    }

    private static List<Path> sources() {
        List<Path> tests = new ArrayList<>();
        for (String module : List.of("p2p-bridge", "provider", "e2e")) {
            try (Stream<Path> files = Files.walk(REPOSITORY.resolve(module))) {
                files.filter(file -> file.toString().contains("src/test/java")).forEach(tests::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tests;
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("mvnw"))) {
            here = Objects.requireNonNull(here.getParent());
        }
        return here;
    }
}
