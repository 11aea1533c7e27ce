package io.beemesh.provider.app.cli;

import io.beemesh.provider.resource.state.GroupRecovery;
import io.beemesh.provider.resource.state.StateGroupStatus.Member;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Has a group begin anew with one member's data, once a person has read what that may lose. */
@Command(
        name = "recover",
        description = {
            "Has a group whose quorum is gone for good begin anew with what one host has of it.",
            "Says what that may lose, and asks."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Examples:",
            "  java -jar beemesh-provider.jar state recover shop/orders --from edge-3",
            "  java -jar beemesh-provider.jar state recover shop/orders --from edge-3 --yes"
        })
final class StateRecover implements Callable<Integer> {
    private static final Pattern FORM = Pattern.compile("([a-z0-9-]{1,63})/([a-z0-9.-]{1,253})");
    private static final String ROW = "  %-24s %-8s %s%n";

    @Mixin
    private Cluster cluster = new Cluster();

    @Parameters(paramLabel = "NAMESPACE/NAME", description = "The StateGroup.")
    private String name = "";

    @Option(
            names = "--from",
            required = true,
            paramLabel = "HOST",
            description = "The member whose data the group begins with: take the one that is furthest.")
    private String host = "";

    @Option(names = "--yes", description = "Does not ask.")
    private boolean sure;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        Matcher matcher = FORM.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("group '" + name + "' (expected: NAMESPACE/NAME, such as shop/orders)");
        }
        return cluster.visit(client -> {
            GroupRecovery recovery = new GroupRecovery(client);
            GroupRecovery.Plan plan = recovery.plan(matcher.group(1), matcher.group(2), host);
            tell(plan);
            if (!sure && !isConfirmed()) {
                spec.commandLine().getErr().println("nothing was done");
                return 1;
            }
            recovery.order(plan);
            spec.commandLine()
                    .getErr()
                    .println("ordered; `kubectl get stategroup -n %s %s -w` shows how it goes"
                            .formatted(matcher.group(1), matcher.group(2)));
            return 0;
        });
    }

    private void tell(GroupRecovery.Plan plan) {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Members of " + name + ", as they were seen last:");
        out.printf(ROW, "HOST", "ROLE", "STATE");
        for (Member member : plan.members()) {
            out.printf(ROW, member.host(), member.role(), member.state());
        }
        String others = String.join(", ", plan.others());
        out.println();
        out.println("The group is to begin anew with what " + host + " has of it.");
        out.println("- Writes that were acknowledged and had not reached " + host + " are lost.");
        out.println("- What " + others + " have of it is deleted, at once or when they come back.");
        out.println("- If they are not gone but cut off, pods of one name may run there and here at once. Be sure");
        out.println("  that they are off.");
        out.flush();
    }

    private boolean isConfirmed() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print("Type " + name + " to go on: ");
        out.flush();
        String typed = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        return name.equals(typed == null ? "" : typed.strip());
    }
}
