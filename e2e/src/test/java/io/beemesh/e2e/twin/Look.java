package io.beemesh.e2e.twin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.StringJoiner;

/**
 * A script that tells what a container sees: a line a fact, with a name before its value.
 *
 * <p>What a runtime is free in, such as the order of mounts, is sorted.
 */
final class Look {
    private static final String SCRIPT = """
            env | grep -v '^_=' | sort | sed 's/^/env /'
            echo "user $(id)"
            echo "umask $(umask)"
            echo "hostname $(hostname) $(cat /proc/sys/kernel/hostname)"
            echo "directory $(readlink /proc/1/cwd)"
            echo "command $(tr '\\0' ' ' </proc/1/cmdline)"
            echo "oom $(cat /proc/1/oom_score_adj)"
            grep -E '^(Cap|NoNewPrivs|Seccomp:|Groups)' /proc/1/status | tr -s '\\t' ' ' | sed 's/^/process /'
            sed 's/^/resolv.conf /' /etc/resolv.conf
            tr -s '\\t' ' ' </etc/hosts | sed 's/^/hosts /'
            awk '{
              split($0, half, " - "); split(half[2], type, " "); split($6, options, ",")
              print "mount " $5 " " options[1] " " type[1]
            }' /proc/self/mountinfo | sort -u
            for limit in c d f l n s t u v; do echo "ulimit -$limit $(ulimit -$limit)"; done
            for file in memory/memory.limit_in_bytes cpu/cpu.shares cpu/cpu.cfs_quota_us pids/pids.max; do
              echo "cgroup $file $(cat /sys/fs/cgroup/$file 2>/dev/null)"
            done
            ls -ln /dev | awk 'NR > 1 {print "device " $NF " " $1 " " $3 ":" $4}'
            """;

    private Look() {}

    /** For a container as the pod asks for it. */
    static String at(JsonNode container) {
        var script = new StringJoiner("\n");
        script.add(SCRIPT);
        for (JsonNode mount : container.path("volumeMounts")) {
            String path = mount.path("mountPath").asText();
            if (!path.startsWith("/var/run/secrets") && !path.startsWith("/proc")) {
                script.add("find '" + path + "' -maxdepth 3 -exec stat -c 'file %n %F %a %u:%g' {} + | head -n 40");
            }
        }
        return script.toString();
    }
}
