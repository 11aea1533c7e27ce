package io.beemesh.mesh.enrol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.beemesh.mesh.enrol.Token.AuthorityHash;
import io.beemesh.mesh.enrol.Token.Malformed;
import io.beemesh.mesh.enrol.Token.Read;
import io.beemesh.mesh.testing.TestMesh;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenTest {
    private static final AuthorityHash AUTHORITY =
            AuthorityHash.ofKey(TestMesh.key(1).publicKey().protobuf());
    private static final Token TOKEN = Token.generate("lab-1", AUTHORITY, new SecureRandom());

    @Test
    void readsItsOwnText() {
        assertThat(Token.read(TOKEN.text())).isEqualTo(new Read(TOKEN));
        assertThat(TOKEN.text()).matches("bm1\\.lab-1\\.[A-Za-z0-9_-]{27}\\.[A-Za-z0-9_-]{43}");
    }

    @Test
    void saysWhichPartIsWrong() {
        String[] parts = TOKEN.text().split("\\.");
        assertThat(fault("bm2." + parts[1] + "." + parts[2] + "." + parts[3])).contains("begin with 'bm1.'");
        assertThat(fault("")).contains("begin with 'bm1.'");
        assertThat(fault("bm1." + parts[1] + "." + parts[2])).contains("3 parts (expected: 4");
        assertThat(fault(TOKEN.text() + ".")).contains("5 parts");
        assertThat(fault("bm1.LAB." + parts[2] + "." + parts[3])).contains("its id");
        assertThat(fault("bm1.lab-1.AAAA." + parts[3])).contains("its secret");
        assertThat(fault("bm1.lab-1." + parts[2] + "." + parts[3].substring(1))).contains("authority's key");
        assertThat(fault(" " + TOKEN.text())).contains("begin with 'bm1.'");
        assertThat(fault(TOKEN.text() + "\n")).contains("authority's key");
        assertThat(fault("bm1." + "a".repeat(300))).contains("expected: at most 256");
    }

    @Test
    void neverShowsTheSecretButInItsText() {
        String secret = TOKEN.text().split("\\.")[2];

        assertThat(TOKEN.toString()).isEqualTo("Token[lab-1]");
        assertThat(new EnrolAttempt.ShownToken("lab-1", TOKEN.secret()).toString())
                .doesNotContain(secret)
                .contains("not shown");
        assertThat(fault("bm1.lab-1." + secret + "!." + TOKEN.text().split("\\.")[3]))
                .doesNotContain(secret);
    }

    @Test
    void matchesTheHashOfItsSecretAndNoOther() {
        TokenHash hash = TokenHash.of(TOKEN.secret());

        assertThat(hash.matches(TOKEN.secret())).isTrue();
        assertThat(hash.matches(new Secret(new byte[20]))).isFalse();
        assertThat(TokenHash.parse(hash.toString())).isEqualTo(hash);
        assertThatThrownBy(() -> TokenHash.parse("ab")).hasMessageContaining("2 characters");
    }

    @Test
    void readsNoGarbageAndNoTokenTwoWays() {
        SplittableRandom random = new SplittableRandom(20261122);
        String text = TOKEN.text();
        for (int i = 0; i < 20_000; i++) {
            StringBuilder changed = new StringBuilder(text);
            for (int edits = random.nextInt(1, 4); edits > 0; edits--) {
                edit(changed, random);
            }
            switch (Token.read(changed.toString())) {
                case Read read -> assertThat(read.token().text()).isEqualTo(changed.toString());
                case Malformed malformed -> assertThat(malformed.message()).startsWith("the token");
            }
        }
    }

    private static void edit(StringBuilder text, SplittableRandom random) {
        if (text.isEmpty()) {
            return;
        }
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
            case 0 -> text.setCharAt(at, (char) random.nextInt(0x20, 0x17f));
            case 1 -> text.deleteCharAt(at);
            default -> text.insert(at, text.charAt(random.nextInt(text.length())));
        }
    }

    private static String fault(String text) {
        return switch (Token.read(text)) {
            case Malformed malformed -> malformed.message();
            case Read read -> throw new AssertionError("read " + read.token());
        };
    }
}
