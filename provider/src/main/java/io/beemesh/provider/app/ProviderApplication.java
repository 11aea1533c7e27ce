package io.beemesh.provider.app;

import io.beemesh.provider.app.config.ConfigCheck;
import io.beemesh.provider.app.config.ConfigRefusedException;
import io.beemesh.provider.app.config.ProviderConfig;
import io.beemesh.provider.app.config.Settings;
import io.beemesh.provider.node.NodeRefusedException;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import org.eclipse.microprofile.config.Config;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the provider once Quarkus is up, and stops it before Quarkus goes down. */
public final class ProviderApplication implements QuarkusApplication {
    private static final Logger log = LoggerFactory.getLogger(ProviderApplication.class);

    private final Config keys;
    private final ProviderConfig config;
    private final Running running;
    private final Scrape scrape;

    ProviderApplication(Config keys, ProviderConfig config, Running running, Scrape scrape) {
        this.keys = keys;
        this.config = config;
        this.running = running;
        this.scrape = scrape;
    }

    @Override
    public int run(String... args) throws InterruptedException {
        try {
            new ConfigCheck().refuseUnknown(keys);
            Settings settings = Settings.of(config);
            Provider provider = Provider.start(settings, scrape::text);
            running.set(provider);
            provider.onFailure(ProviderApplication::giveUp);
            Metrics.register(scrape.registry(), provider);
            log.atInfo().log("provider started");
            Quarkus.waitForExit();
            return 0;
        } catch (ConfigRefusedException | NodeRefusedException | IOException e) {
            log.atError().addKeyValue("error", e.getMessage()).log("provider cannot start");
            return 1;
        }
    }

    // Whoever runs us starts us anew, or somebody else leads.
    private static void giveUp(Exception e) {
        log.atError().addKeyValue("error", e.getMessage()).log("provider cannot lead");
        Quarkus.asyncExit(1);
    }
}
