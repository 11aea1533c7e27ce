package io.beemesh.provider.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process begins. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Runs the provider until it is told to stop. */
    public static void main(String... args) {
        Quarkus.run(ProviderApplication.class, args);
    }
}
