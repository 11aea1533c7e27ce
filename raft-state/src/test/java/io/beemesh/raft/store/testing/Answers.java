package io.beemesh.raft.store.testing;

import com.google.protobuf.MessageLite;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Answers as one line, without what differs from member to member. */
public final class Answers {
    private static final String OF_A_MEMBER = "(cluster_id|member_id|raft_term): -?\\d+|# .*";

    private static final int LINE_MAX = 1000;

    private Answers() {}

    /** What was answered. */
    public static String of(MessageLite response) {
        String line = Arrays.stream(response.toString().split("\n", -1))
                .map(String::strip)
                .filter(each -> !each.isEmpty() && !each.matches(OF_A_MEMBER))
                .collect(Collectors.joining(" "));
        return line.length() <= LINE_MAX
                ? line
                : line.substring(0, LINE_MAX) + " and so on: " + line.length() + " characters, sum " + line.hashCode();
    }

    /** What was refused. */
    public static String refused(int code, String words) {
        return "error " + code + " " + words;
    }
}
