package io.beemesh.agent.log;

import java.time.Clock;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * What SLF4J finds; the level is that of the environment variable BEEMESH_LOG, else INFO. What Ratis informs of is for
 * its developers: it is told from DEBUG on.
 */
public final class KeyValueProvider implements SLF4JServiceProvider {
    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter mdc = new NOPMDCAdapter();
    private final Lines lines = new Lines(System.err, Clock.systemUTC());
    private Level level = Level.INFO;

    /** For the service loader. */
    public KeyValueProvider() {}

    @Override
    public ILoggerFactory getLoggerFactory() {
        return name -> new KeyValueLogger(name, of(name), lines);
    }

    private Level of(String name) {
        return level == Level.INFO && name.startsWith("org.apache.ratis.") ? Level.WARN : level;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return mdc;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }

    @Override
    public void initialize() {
        String wanted = System.getenv().getOrDefault("BEEMESH_LOG", "INFO");
        for (Level known : Level.values()) {
            if (known.name().equalsIgnoreCase(wanted)) {
                level = known;
            }
        }
    }
}
