package io.beemesh.provider.app.cli;

import picocli.CommandLine.Command;

/** Groups what can be done with join tokens. */
@Command(
        name = "token",
        description = "Makes, lists and deletes the tokens that hosts join with.",
        mixinStandardHelpOptions = true,
        subcommands = {TokenCreate.class, TokenList.class, TokenDelete.class},
        footer = {
            "",
            "Examples:",
            "  java -jar beemesh-provider.jar token create",
            "  java -jar beemesh-provider.jar token list"
        })
final class TokenCommand {}
