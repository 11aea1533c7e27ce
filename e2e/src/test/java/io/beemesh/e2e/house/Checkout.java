package io.beemesh.e2e.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The files of the project, without what is built or fetched.
 *
 * @param root the folder of the root POM
 */
record Checkout(Path root) {
    private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules", ".cache");

    private static final List<String> MODULES =
            List.of("p2p-bridge/libp2p", "p2p-bridge/mesh", "p2p-bridge/agent", "raft-state", "provider", "e2e");

    /** The checkout that this test runs in. */
    static Checkout here() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("mvnw"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no mvnw above " + Path.of("").toAbsolutePath());
            }
        }
        return new Checkout(folder);
    }

    /** All files whose names end so, in order. */
    List<SourceFile> files(String ending) {
        List<SourceFile> found = new ArrayList<>();
        walk(path -> {
            if (path.getFileName().toString().endsWith(ending)) {
                found.add(read(path));
            }
        });
        return found.stream().sorted((a, b) -> a.path().compareTo(b.path())).toList();
    }

    /** The folders of compiled classes of all modules: {@code classes} or {@code test-classes}. */
    List<Path> compiled(String folder) {
        List<Path> found = new ArrayList<>();
        for (String module : MODULES) {
            Path classes = root.resolve(module).resolve("target").resolve(folder);
            if (Files.isDirectory(classes)) {
                found.add(classes);
            }
        }
        return found;
    }

    private SourceFile read(Path path) {
        try {
            return new SourceFile(root.relativize(path).toString(), Files.readString(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Visit {
        void file(Path path);
    }

    private void walk(Visit visit) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    return NOT_OURS.contains(folder.getFileName().toString())
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                    visit.file(path);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
