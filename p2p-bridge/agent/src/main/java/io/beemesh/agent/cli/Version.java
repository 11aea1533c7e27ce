package io.beemesh.agent.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version of this program, from its jar. */
public final class Version implements IVersionProvider {
    /** For picocli. */
    public Version() {}

    /** Such as {@code 0.1.0}. */
    static String text() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"beemesh-agent " + text()};
    }
}
