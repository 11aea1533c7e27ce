package io.beemesh.e2e.house;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.CatchTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DoWhileLoopTree;
import com.sun.source.tree.EnhancedForLoopTree;
import com.sun.source.tree.ForLoopTree;
import com.sun.source.tree.IfTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.SwitchExpressionTree;
import com.sun.source.tree.SwitchTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.TryTree;
import com.sun.source.tree.WhileLoopTree;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Walks one parsed Java source and judges its methods, its nesting and its calls. */
final class JavaShape extends TreeScanner<@Nullable Void, @Nullable Void> {
    static final int METHOD_LINES_MAX = 70;
    static final int PARAMETERS_MAX = 5;
    static final int NESTING_MAX = 3;

    private final SourceFile file;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<Offence> found = new ArrayList<>();
    private int nesting;
    private boolean inRecord;

    JavaShape(SourceFile file, CompilationUnitTree unit, SourcePositions positions) {
        this.file = file;
        this.unit = unit;
        this.positions = positions;
    }

    List<Offence> judge() {
        scan(unit, null);
        return found;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void none) {
        boolean outer = inRecord;
        int outerNesting = nesting;
        inRecord = type.getKind() == Tree.Kind.RECORD;
        nesting = 0;
        super.visitClass(type, none);
        nesting = outerNesting;
        inRecord = outer;
        return none;
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void none) {
        int lines = lineOf(positions.getEndPosition(unit, method)) - line(method) + 1;
        if (lines > METHOD_LINES_MAX) {
            found.add(file.offence(
                    "method-lines",
                    line(method),
                    method.getName() + " has " + lines + " lines (expected: at most " + METHOD_LINES_MAX
                            + "); split it"));
        }
        // A record's constructor has as many parameters as the record has parts.
        boolean canonical = inRecord && method.getName().contentEquals("<init>");
        int parameters = method.getParameters().size();
        if (parameters > PARAMETERS_MAX && !canonical) {
            found.add(file.offence(
                    "parameters",
                    line(method),
                    method.getName() + " has " + parameters + " parameters (expected: at most " + PARAMETERS_MAX
                            + "); put them in a record"));
        }
        return super.visitMethod(method, none);
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree call, @Nullable Void none) {
        judgeCall(call.getMethodSelect().toString() + "(", call);
        return super.visitMethodInvocation(call, none);
    }

    @Override
    public @Nullable Void visitNewClass(NewClassTree creation, @Nullable Void none) {
        judgeCall("new " + creation.getIdentifier() + (creation.getArguments().isEmpty() ? "()" : "("), creation);
        return super.visitNewClass(creation, none);
    }

    @Override
    public @Nullable Void visitCatch(CatchTree clause, @Nullable Void none) {
        judgeCall("catch " + clause.getParameter().getType(), clause);
        return super.visitCatch(clause, none);
    }

    private void judgeCall(String call, Tree at) {
        for (BannedCall banned : BannedCall.ALL) {
            if (banned.bans(call, file)) {
                found.add(file.offence("banned-call", line(at), banned.text() + "; " + banned.instead()));
            }
        }
    }

    @Override
    public @Nullable Void visitIf(IfTree tree, @Nullable Void none) {
        scan(tree.getCondition(), none);
        deeper(tree, () -> scan(tree.getThenStatement(), none));
        Tree otherwise = tree.getElseStatement();
        if (otherwise instanceof IfTree) {
            scan(otherwise, none);
        } else if (otherwise != null) {
            deeper(tree, () -> scan(otherwise, none));
        }
        return none;
    }

    @Override
    public @Nullable Void visitForLoop(ForLoopTree tree, @Nullable Void none) {
        return deeper(tree, () -> super.visitForLoop(tree, none));
    }

    @Override
    public @Nullable Void visitEnhancedForLoop(EnhancedForLoopTree tree, @Nullable Void none) {
        return deeper(tree, () -> super.visitEnhancedForLoop(tree, none));
    }

    @Override
    public @Nullable Void visitWhileLoop(WhileLoopTree tree, @Nullable Void none) {
        return deeper(tree, () -> super.visitWhileLoop(tree, none));
    }

    @Override
    public @Nullable Void visitDoWhileLoop(DoWhileLoopTree tree, @Nullable Void none) {
        return deeper(tree, () -> super.visitDoWhileLoop(tree, none));
    }

    @Override
    public @Nullable Void visitTry(TryTree tree, @Nullable Void none) {
        return deeper(tree, () -> super.visitTry(tree, none));
    }

    @Override
    public @Nullable Void visitSwitch(SwitchTree tree, @Nullable Void none) {
        return deeper(tree, () -> super.visitSwitch(tree, none));
    }

    @Override
    public @Nullable Void visitSwitchExpression(SwitchExpressionTree tree, @Nullable Void none) {
        return deeper(tree, () -> super.visitSwitchExpression(tree, none));
    }

    @Override
    public @Nullable Void visitSynchronized(SynchronizedTree tree, @Nullable Void none) {
        return deeper(tree, () -> super.visitSynchronized(tree, none));
    }

    @Override
    public @Nullable Void visitLambdaExpression(LambdaExpressionTree tree, @Nullable Void none) {
        // A block in a lambda is read as a method of its own.
        if (!(tree.getBody() instanceof BlockTree)) {
            return super.visitLambdaExpression(tree, none);
        }
        int outer = nesting;
        nesting = 0;
        super.visitLambdaExpression(tree, none);
        nesting = outer;
        return none;
    }

    private @Nullable Void deeper(Tree tree, Runnable inside) {
        nesting++;
        if (nesting == NESTING_MAX + 1) {
            found.add(file.offence(
                    "nesting",
                    line(tree),
                    "nested " + nesting + " deep (expected: at most " + NESTING_MAX + "); give the inner part a name"));
        }
        inside.run();
        nesting--;
        return null;
    }

    private int line(Tree tree) {
        return lineOf(positions.getStartPosition(unit, tree));
    }

    private int lineOf(long position) {
        return position < 0 ? 1 : (int) unit.getLineMap().getLineNumber(position);
    }
}
