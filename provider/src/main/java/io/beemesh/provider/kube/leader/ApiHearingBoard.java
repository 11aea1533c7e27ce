package io.beemesh.provider.kube.leader;

import io.beemesh.provider.kube.Answer;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Lease that nobody holds, with an annotation for each provider, such as {@code beemesh.io/hears-0}: one object, so
 * that one request reads all of them, and patches, so that no writer is in another's way.
 */
public final class ApiHearingBoard implements HearingBoard {
    private static final String PREFIX = "beemesh.io/hears-";
    /** A node has eight providers at most. */
    private static final Pattern KEY = Pattern.compile(Pattern.quote(PREFIX) + "([0-7])");

    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final KubernetesClient client;
    private final ApiLeaderLock.LockName name;
    private final int self;

    /**
     * Uses a client that somebody else closes.
     *
     * @param lock beside whose Lease the board's is
     * @param self the number of this provider
     */
    public ApiHearingBoard(KubernetesClient client, ApiLeaderLock.LockName lock, int self) {
        this.client = client;
        this.name = new ApiLeaderLock.LockName(lock.namespace(), nameBeside(lock.name()));
        this.self = self;
    }

    /** The name of the board's Lease; a dot is in no node's name, so that it is no other node's. */
    public static String nameBeside(String lock) {
        return lock + ".hearing";
    }

    @Override
    public Answer<Map<Integer, Hearing>> read() {
        Answer<Map<Integer, Hearing>> found = Answer.of(() -> {
            Lease board = client.leases()
                    .inNamespace(name.namespace())
                    .withName(name.name())
                    .get();
            return board == null ? null : hearings(board);
        });
        // Before the first one tells something there is no board.
        return found instanceof Answer.Missing ? new Answer.Done<>(Map.of()) : found;
    }

    @Override
    public Answer<Hearing> tell(Hearing own) {
        Lease change = new LeaseBuilder()
                .withNewMetadata()
                .withName(name.name())
                .withNamespace(name.namespace())
                .addToAnnotations(PREFIX + self, own.text())
                .endMetadata()
                .build();
        var board = client.leases().inNamespace(name.namespace()).resource(change);
        Answer<Hearing> told = Answer.of(() -> {
            board.patch(MERGE, Serialization.asJson(change));
            return own;
        });
        return told instanceof Answer.Missing ? make(change, own) : told;
    }

    private Answer<Hearing> make(Lease board, Hearing own) {
        Lease whole = new LeaseBuilder(board).withNewSpec().endSpec().build();
        return Answer.of(() -> {
            client.leases().inNamespace(name.namespace()).resource(whole).create();
            return own;
        });
    }

    private static Map<Integer, Hearing> hearings(Lease board) {
        Map<Integer, Hearing> all = new HashMap<>();
        Optional.ofNullable(board.getMetadata().getAnnotations())
                .orElse(Map.of())
                .forEach((key, text) -> {
                    Matcher number = KEY.matcher(key);
                    if (number.matches()) {
                        Hearing.parse(text).ifPresent(hearing -> all.put(Integer.valueOf(number.group(1)), hearing));
                    }
                });
        return all;
    }
}
