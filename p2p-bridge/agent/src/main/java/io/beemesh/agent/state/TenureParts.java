package io.beemesh.agent.state;

import io.beemesh.agent.podman.PodKey;
import io.beemesh.agent.spec.Pod;
import io.beemesh.agent.state.group.StateGroups;
import io.beemesh.raft.claims.Claim;
import io.beemesh.raft.claims.ClaimTerms;
import io.beemesh.raft.claims.Standing;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * What a pod's tenure is worked on with.
 *
 * @param key of the pod
 * @param pod whose name is claimed
 * @param group of its workload
 * @param files that its containers see
 * @param means with all others
 */
record TenureParts(PodKey key, Pod pod, UUID group, StateFiles files, Means means) {
    /**
     * What all tenures are worked on with.
     *
     * @param groups of this host
     * @param kept where claims outlive the agent
     * @param steady never jumps
     * @param ready whether a pod is, by its last status
     */
    record Means(StateGroups groups, ClaimFile kept, Clock steady, Predicate<PodKey> ready) {}

    Claim nameClaim(Optional<Standing.Held> before) {
        Claim.Wish wish = new Claim.Wish(pod.meta().name(), holder());
        LateClaims names = new LateClaims(means.groups(), group);
        return before.isPresent()
                ? new Claim(names, wish, ClaimTerms.OF_POD, means.steady(), before.get())
                : new Claim(names, wish, ClaimTerms.OF_POD, means.steady());
    }

    Claim leaderClaim() {
        Claim.Wish wish = new Claim.Wish(PodTenure.LEADER, holder());
        return new Claim(new LateClaims(means.groups(), group), wish, ClaimTerms.OF_LEADER, means.steady());
    }

    /** This pod here, and no other one of its name. */
    private String holder() {
        return means.groups().holder(key.uid());
    }

    StateDoor door() {
        return new StateDoor(means.groups(), group);
    }

    boolean isReady() {
        return means.ready().test(key);
    }

    void keep(Standing.Held held) throws IOException {
        means.kept().write(key, held);
    }

    void forget() throws IOException {
        means.kept().remove(key);
        files.remove();
    }
}
