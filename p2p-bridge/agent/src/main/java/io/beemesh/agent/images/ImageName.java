package io.beemesh.agent.images;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of an image, spelled out as Docker's reference grammar (github.com/distribution/reference) has it: a name
 * without a registry is docker.io's, one without a folder there is in {@code library}, one without tag or digest is
 * {@code latest}.
 *
 * @param registry host, with its port if it has one
 * @param repository path in the registry
 * @param suffix {@code :tag}, {@code @digest} or both
 */
public record ImageName(String registry, String repository, String suffix) {

    private static final String DEFAULT_REGISTRY = "docker.io";
    private static final int NAME_LENGTH_MAX = 255;

    private static final String HOST = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
    private static final Pattern REGISTRY =
            Pattern.compile("(?:" + HOST + "(?:\\." + HOST + ")*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?");
    private static final String PART = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
    private static final Pattern REPOSITORY = Pattern.compile(PART + "(?:/" + PART + ")*");
    private static final Pattern WHOLE = Pattern.compile("(?<name>[^@]+?)(?<tag>:[\\w][\\w.-]{0,127})?"
            + "(?<digest>@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?");

    /** The name that this text is; empty if it is none. */
    static Optional<ImageName> parse(String text) {
        Matcher whole = WHOLE.matcher(text);
        if (!whole.matches()) {
            return Optional.empty();
        }
        String name = whole.group("name");
        int slash = name.indexOf('/');
        String first = slash < 0 ? "" : name.substring(0, slash);
        boolean named = isRegistry(first);
        String registry = named ? first : DEFAULT_REGISTRY;
        String repository = named ? name.substring(slash + 1) : name;
        if (registry.equals("index.docker.io")) {
            registry = DEFAULT_REGISTRY;
        }
        if (registry.equals(DEFAULT_REGISTRY) && !repository.contains("/")) {
            repository = "library/" + repository;
        }
        boolean valid = REGISTRY.matcher(registry).matches()
                && REPOSITORY.matcher(repository).matches()
                && registry.length() + 1 + repository.length() <= NAME_LENGTH_MAX;
        String suffix = orEmpty(whole.group("tag")) + orEmpty(whole.group("digest"));
        return valid
                ? Optional.of(new ImageName(registry, repository, suffix.isEmpty() ? ":latest" : suffix))
                : Optional.empty();
    }

    private static boolean isRegistry(String first) {
        return first.contains(".")
                || first.contains(":")
                || first.equals("localhost")
                || !first.equals(first.toLowerCase(Locale.ROOT));
    }

    /** Why a text is no name, as that grammar's own reader says it. */
    static String fault(String text) {
        int slash = text.indexOf('/');
        boolean named = slash > 0 && isRegistry(text.substring(0, slash));
        String bare = (named ? text.substring(slash + 1) : text).split(":", 2)[0];
        String path = slash < 0 ? "library/" + bare : bare;
        boolean large = !path.equals(path.toLowerCase(Locale.ROOT));
        return "invalid reference format" + (large ? ": repository name (" + path + ") must be lowercase" : "");
    }

    /** A name spelled out, as a container's status shows it; a text that is no name stays as it is. */
    public static String spelledOut(String text) {
        return parse(text).map(ImageName::full).orElse(text);
    }

    private static String orEmpty(@Nullable String group) {
        return group == null ? "" : group;
    }

    /** The full name; of tag and digest the digest counts, and both together are not understood by Podman. */
    String full() {
        int at = suffix.indexOf('@');
        return registry + "/" + repository + (at < 0 ? suffix : suffix.substring(at));
    }

    /** Whether the registry is on this machine's loopback address. */
    boolean isOnThisMachine() {
        return registry.matches("(localhost|127\\.[0-9.]+|\\[::1\\])(:[0-9]+)?");
    }

    /** Whether a credential for this registry, or for a folder of it, is for this image too. */
    boolean isOf(String credentialRegistry) {
        String bare = credentialRegistry.replaceFirst("^https?://", "").replaceFirst("/v[12]/?$", "");
        String scope = bare.replaceFirst("/$", "").replaceFirst("^index\\.docker\\.io", DEFAULT_REGISTRY);
        String name = registry + "/" + repository;
        return name.equals(scope) || name.startsWith(scope + "/");
    }
}
