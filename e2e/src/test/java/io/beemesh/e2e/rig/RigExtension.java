package io.beemesh.e2e.rig;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Starts the shared {@link Rig} before the first test that needs it and closes it after the last one, failed or not.
 */
final class RigExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Namespace STORE = Namespace.create(RigExtension.class);
    private static final Duration PODS_END = Duration.ofSeconds(90);
    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    @Override
    public void beforeEach(ExtensionContext context) {
        Assumptions.assumeTrue(
                "root".equals(System.getProperty("user.name")), "the rig makes network namespaces: run this as root");
        Rig rig = rig(context);
        Kubectl kubectl = rig.kubectl("test-" + NAMESPACES.incrementAndGet());
        kubectl.run("create", "namespace", kubectl.namespace());
        kubectl.run("wait", "--for=create", "serviceaccount/default", "--timeout=30s");
        context.getStore(STORE).put(Kubectl.class, kubectl);
        context.getStore(STORE).put(EdgeHost.class, hosts(rig, context));
    }

    /** In the root's store, which closes it when all tests are done; a test's own store would do so after the test. */
    private static Rig rig(ExtensionContext context) {
        return context.getRoot().getStore(STORE).computeIfAbsent(Rig.class, RigExtension::newRig, Rig.class);
    }

    private static Rig newRig(Class<Rig> key) {
        var rig = new Rig();
        // For a JVM that is told to end before its tests have.
        Runtime.getRuntime().addShutdownHook(new Thread(rig::close, "rig-close"));
        return rig;
    }

    private static List<EdgeHost> hosts(Rig rig, ExtensionContext context) {
        int count = context.getRequiredTestClass().getAnnotation(OnRig.class).hosts();
        return count == 0 ? List.of() : rig.hosts(count);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Kubectl kubectl = context.getStore(STORE).get(Kubectl.class, Kubectl.class);
        if (kubectl == null) {
            return;
        }
        if (context.getExecutionException().isPresent()) {
            System.err.println(rig(context).report(kubectl));
        }
        kubectl.run("delete", "namespace", kubectl.namespace(), "--wait=false");
        try {
            // The namespace itself takes the cluster some seconds more; only its pods could be in the way of other
            // tests.
            Eventually.within(PODS_END, () -> assertThat(kubectl.query("pods", "{.items[*].metadata.name}"))
                    .isEmpty());
        } finally {
            kubectl.attempt("delete", "pods", "--all", "--force", "--grace-period=0", "--wait=false");
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Rig.class || type == Kubectl.class || type == List.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == Rig.class
                ? rig(context)
                : context.getStore(STORE).get(type == List.class ? EdgeHost.class : type);
    }
}
