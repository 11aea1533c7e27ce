#!/usr/bin/env bash
# How fast a group of three takes writes over libp2p streams, and over Ratis' own gRPC, and how fast its store answers
# in etcd's API: in one run, on this machine.
#
# Usage: raft.sh
#
# Three members and a client beside a follower run in one process with their logs on disk. Prints a plain table: the
# median of 100 writes one after the other, and writes a second with 100 of them on their way at once; the last two rows
# are a network in memory whose round trip takes 40 ms, with many batches in flight and with one. A second table has
# puts and gets of the store, beside those of a real etcd of one member if BEEMESH_ETCD=$(e2e/rig/etcd path). The third
# has three members as processes, with the agent's options, beside three of etcd, with 1, 16 and 256 clients, and how
# long a killed leader is missed. The last one has what a host has resident with so many groups, with the same options.
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$ROOT/deploy/lib/toolchain.sh"

main() {
  case ${1:-} in
    -h | --help) print_help "$0" && return ;;
    ?*) usage_error "unknown argument: $1" ;;
  esac
  require_jdk
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  step "building"
  "$ROOT/mvnw" -q -ntp -f "$ROOT/pom.xml" -pl raft-state -am -DskipTests package dependency:build-classpath \
    -Dmdep.outputFile="$folder/classpath" >&2 </dev/null
  step "measuring"
  local built=$ROOT/raft-state/target bench
  for bench in WriteBench StoreBench ClusterBench; do
    "$JAVA_HOME/bin/java" "-Dbeemesh.agent.options=$ROOT/deploy/agent/java.options" \
      -cp "$built/test-classes:$built/classes:$(cat "$folder/classpath")" \
      "io.beemesh.raft.bench.$bench" 2>"$folder/log" || die "the bench failed" "$(tail -n 20 "$folder/log")"
  done
  "$JAVA_HOME/bin/java" "@$ROOT/deploy/agent/java.options" \
    -cp "$built/test-classes:$built/classes:$(cat "$folder/classpath")" io.beemesh.raft.bench.MemoryBench \
    2>"$folder/log" || die "the bench failed" "$(tail -n 20 "$folder/log")"
}

main "$@"
