package io.beemesh.provider.resource.state;

import io.beemesh.provider.kube.Answer;
import io.beemesh.provider.resource.state.StateGroupSpec.Recovery;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Has a group whose quorum is gone for good begin anew with one member's data, because a person wants that.
 *
 * @param client somebody else's to close
 */
public record GroupRecovery(KubernetesClient client) {
    /**
     * What is about to happen.
     *
     * @param group as it is
     * @param host whose data are taken
     */
    public record Plan(StateGroup group, String host) {
        /** The members, as they were seen last. */
        public List<StateGroupStatus.Member> members() {
            return group.getStatus() == null ? List.of() : group.getStatus().members();
        }

        /** Those whose data are not taken. */
        public List<String> others() {
            return members().stream()
                    .map(StateGroupStatus.Member::host)
                    .filter(other -> !other.equals(host))
                    .toList();
        }
    }

    /**
     * Looks at a group.
     *
     * @throws IllegalArgumentException if there is nothing to be recovered, or the host is no member
     */
    public Plan plan(String namespace, String name, String host) throws IOException {
        StateGroup group = find(namespace, name);
        Plan plan = new Plan(group, host);
        if (ready(group)) {
            throw new IllegalArgumentException("group " + namespace + "/" + name + " has a leader, " + leader(group)
                    + ": nothing is to be recovered; members that are missing are replaced by themselves");
        }
        if (plan.members().stream().noneMatch(member -> member.host().equals(host))) {
            throw new IllegalArgumentException("host '" + host + "' (expected: a member of the group: "
                    + plan.members().stream().map(StateGroupStatus.Member::host).collect(Collectors.joining(", "))
                    + ")");
        }
        return plan;
    }

    private StateGroup find(String namespace, String name) throws IOException {
        return switch (Answer.of(() -> client.resources(StateGroup.class)
                .inNamespace(namespace)
                .withName(name)
                .get())) {
            case Answer.Done<StateGroup>(StateGroup group) -> group;
            case Answer.Missing<StateGroup>() ->
                throw new IllegalArgumentException("there is no StateGroup '" + name + "' in namespace '" + namespace
                        + "'; `kubectl get stategroups -A` shows them all");
            case Answer.Conflict<StateGroup>() -> throw new IOException("changed by somebody else; try again");
            case Answer.Failed<StateGroup>(String reason, boolean retryable) -> throw new IOException(reason);
        };
    }

    private static boolean ready(StateGroup group) {
        return group.getStatus() != null
                && group.getStatus().conditions().stream()
                        .filter(condition -> condition.getType().equals("Ready"))
                        .map(Condition::getStatus)
                        .anyMatch("True"::equals);
    }

    private static String leader(StateGroup group) {
        return group.getStatus().leader();
    }

    /** Orders it; the provider and the host do the rest. */
    public void order(Plan plan) throws IOException {
        StateGroupStatus status = plan.group().getStatus();
        int incarnation = status == null ? 1 : status.order().incarnation() + 1;
        StateGroupSpec wanted =
                new StateGroupSpec(plan.group().getSpec().workload(), new Recovery(plan.host(), incarnation));
        Answer<StateGroup> written =
                Answer.of(() -> client.resource(plan.group()).edit(group -> {
                    group.setSpec(wanted);
                    return group;
                }));
        if (!(written instanceof Answer.Done<StateGroup>)) {
            throw new IOException("not ordered: " + written + "; try again");
        }
    }
}
