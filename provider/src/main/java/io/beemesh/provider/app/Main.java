package io.beemesh.provider.app;

import io.beemesh.provider.app.cli.CommandLineTool;
import io.beemesh.provider.app.config.Version;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;

/** Where the process begins. */
@QuarkusMain
public final class Main {
    private Main() {}

    /** Runs the provider until it is told to stop, or the command that the arguments name. */
    public static void main(String... args) {
        // Before any class of theirs is there: one log for all, and no warnings of Java about Netty's use of Unsafe.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        System.setProperty("io.netty.noUnsafe", "true");
        if (args.length > 0) {
            System.exit(CommandLineTool.run(Version.current(), args));
        }
        Quarkus.run(ProviderApplication.class, args);
    }
}
