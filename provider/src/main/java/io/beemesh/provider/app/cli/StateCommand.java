package io.beemesh.provider.app.cli;

import picocli.CommandLine.Command;

/** Groups what can be done with the groups of stateful workloads. */
@Command(
        name = "state",
        description = "Looks after the groups of stateful workloads.",
        mixinStandardHelpOptions = true,
        subcommands = {StateRecover.class},
        footer = {"", "Examples:", "  java -jar beemesh-provider.jar state recover shop/orders --from edge-3"})
final class StateCommand {}
