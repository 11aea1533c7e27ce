package io.beemesh.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The sources of this checkout are tidy; an offence that must be is listed with its reason. */
class TidyTest {
    @Test
    void everySourceIsTidy() throws IOException {
        Checkout checkout = Checkout.here();
        List<Offence> found = new ArrayList<>(Tidy.judge(Tidy.sources(checkout)));
        checkout.files("README.md").stream()
                .filter(file -> file.path().equals("README.md"))
                .forEach(file -> found.addAll(TextRules.readmeSize(file)));

        List<Offence> left = exceptions().filter(found);

        assertThat(left)
                .withFailMessage(() -> left.size() + " offences:\n"
                        + left.stream().map(Offence::toString).collect(Collectors.joining("\n")))
                .isEmpty();
    }

    private static TidyExceptions exceptions() throws IOException {
        try (InputStream in = TidyTest.class.getResourceAsStream("/tidy-exceptions.txt")) {
            return TidyExceptions.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
