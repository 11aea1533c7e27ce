package io.beemesh.e2e.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What can be seen by the compiler's own parser, so that strings and comments do not matter. */
final class JavaRules {
    private JavaRules() {}

    /** Judges all sources in one run of the parser. */
    static List<Offence> judge(List<SourceFile> files) {
        if (files.isEmpty()) {
            return List.of();
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Map<String, SourceFile> byUri = new HashMap<>();
        List<JavaFileObject> units = new ArrayList<>();
        for (SourceFile file : files) {
            Text text = new Text(file);
            byUri.put(text.toUri().toString(), file);
            units.add(text);
        }
        JavacTask task = (JavacTask) compiler.getTask(null, null, diagnostic -> {}, List.of("-proc:none"), null, units);
        Trees trees = Trees.instance(task);
        List<Offence> found = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                SourceFile file = byUri.get(unit.getSourceFile().toUri().toString());
                found.addAll(new JavaShape(file, unit, trees.getSourcePositions()).judge());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private static final class Text extends SimpleJavaFileObject {
        private final SourceFile file;

        Text(SourceFile file) {
            super(URI.create("text:///" + file.path().replace(' ', '_')), Kind.SOURCE);
            this.file = file;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return file.text();
        }
    }
}
