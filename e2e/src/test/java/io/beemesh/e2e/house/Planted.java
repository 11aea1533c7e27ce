package io.beemesh.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Classes that a test makes up, so that a rule is seen to find what is wrong with them. */
final class Planted {
    private final Path folder;
    private final List<String> sources = new ArrayList<>();

    Planted(Path folder) {
        this.folder = folder;
    }

    /** A class, by its full name, that knows another, by its full name; both are made. */
    Planted knows(String name, String other) throws IOException {
        type(other, "");
        return type(name, "public " + other + " known;");
    }

    /** A class with a body. */
    Planted type(String name, String body) throws IOException {
        int dot = name.lastIndexOf('.');
        Path source = folder.resolve("src").resolve(name.replace('.', '/') + ".java");
        Files.createDirectories(source.getParent());
        Files.writeString(
                source,
                "package " + name.substring(0, dot) + ";\npublic class " + name.substring(dot + 1) + " { " + body
                        + " }\n");
        sources.add(source.toString());
        return this;
    }

    /** The compiled classes. */
    JavaClasses classes() throws IOException {
        Path out = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments = new ArrayList<>(List.of("-proc:none", "-implicit:none", "-d", out.toString()));
        arguments.addAll(sources);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, arguments.toArray(String[]::new)))
                .as("javac of %s", sources)
                .isZero();
        return new ClassFileImporter().importPath(out);
    }
}
