#!/usr/bin/env bash
# How fast the own libp2p stack is beside go-libp2p and js-libp2p: in one run, on this machine, each against itself.
#
# Usage: libp2p.sh [--rounds N] [--megabytes N]
#
# A peer of each kind listens in a process of its own and another of its kind dials it over TCP, Noise and Yamux on the
# loopback interface. Rounds go around the kinds (default: 3), so that what else the machine does meets all of them;
# the best of the rounds counts. Prints a plain table: MB/s on one stream up and down (default: 500 MB each), the median
# of 2,000 pings, handshakes a second, and how many times as good the own stack is as each of the others.
#
# Examples: libp2p.sh
#           libp2p.sh --rounds 5 --megabytes 1000
set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$ROOT/deploy/lib/toolchain.sh"

rounds=3 megabytes=500
while [ $# -gt 0 ]; do
  case $1 in
    --rounds) rounds=${2:?--rounds needs a number} && shift 2 ;;
    --megabytes) megabytes=${2:?--megabytes needs a number} && shift 2 ;;
    -h | --help) print_help "$0" && exit ;;
    *) usage_error "unknown argument: $1" ;;
  esac
done

main() {
  require_jdk
  folder=$(mktemp -d)
  trap 'rm -rf "$folder"' EXIT
  peers=$("$ROOT/e2e/rig/peers")
  build_java_peer
  kinds=(java go)
  [ ! -x "$peers/js-peer" ] || kinds+=(js)
  local round kind
  for round in $(seq "$rounds"); do
    for kind in "${kinds[@]}"; do
      step "round $round of $rounds: $kind"
      measure "$kind" >>"$folder/$kind"
    done
  done
  print_table
}

build_java_peer() {
  local module=$ROOT/p2p-bridge/libp2p
  step "building the Java peer"
  "$ROOT/mvnw" -q -f "$ROOT/pom.xml" test-compile -pl p2p-bridge/libp2p -am >&2
  "$ROOT/mvnw" -q -f "$ROOT/pom.xml" dependency:build-classpath -pl p2p-bridge/libp2p \
    -Dmdep.outputFile="$folder/classpath" -Dmdep.includeScope=runtime >&2
  classpath=$module/target/classes:$module/target/test-classes:$(cat "$folder/classpath")
}

# peer KIND ARGUMENT...
peer() {
  local kind=$1
  shift
  case $kind in
    java) "$JAVA_HOME/bin/java" -cp "$classpath" io.beemesh.libp2p.peer.PeerMain "$@" ;;
    *) "$peers/$kind-peer" "$@" --security noise ;;
  esac
}

# Runs all commands twice and keeps the second: the first warms both processes up.
measure() {
  local kind=$1 address bytes=$((megabytes * 1000000)) commands listener ready
  rm -f "$folder/stdin" "$folder/stdout"
  mkfifo "$folder/stdin" "$folder/stdout"
  peer "$kind" listen <"$folder/stdin" >"$folder/stdout" 2>"$folder/$kind.log" &
  listener=$!
  exec 9>"$folder/stdin" 8<"$folder/stdout"
  read -r ready <&8 || die "the $kind peer did not start" "$(cat "$folder/$kind.log")"
  address=$(sed 's/.*"addrs":\["\([^"]*\)".*/\1/' <<<"$ready")
  commands="{\"cmd\":\"perf\",\"up\":$bytes},{\"cmd\":\"perf\",\"down\":$bytes},{\"cmd\":\"ping\",\"n\":2000}"
  commands="$commands,{\"cmd\":\"handshakes\",\"n\":200}"
  commands=$(printf '[%s,%s]' "$commands" "$commands" | sed "s#}#,\"addr\":\"$address\"}#g")
  peer "$kind" run "$commands" >"$folder/answers" || die "the $kind peer failed" "$(cat "$folder/answers")"
  tail -n 4 "$folder/answers" | figures
  exec 9>&- 8<&-
  wait "$listener"
}

# Of four answers: MB/s up, MB/s down, median ping in microseconds, handshakes a second.
figures() {
  sed -nE 's/.*"(MBps|p50Us|perSecond)":([0-9.]+).*/\2/p' | paste -sd' '
}

print_table() {
  local kind
  printf '%-22s %10s %10s %12s %14s\n' "" "MB/s up" "MB/s down" "ping p50 us" "handshakes/s"
  for kind in "${kinds[@]}"; do
    awk -v kind="$kind" '
      NR == 1 || $1 > up { up = $1 } NR == 1 || $2 > down { down = $2 }
      NR == 1 || $3 < ping { ping = $3 } NR == 1 || $4 > shakes { shakes = $4 }
      END { printf "%-22s %10.0f %10.0f %12.0f %14.0f\n", kind " to " kind, up, down, ping, shakes }' "$folder/$kind"
  done | tee "$folder/table"
  awk 'NR == 1 { for (i = 4; i <= 7; i++) own[i] = $i }
    NR > 1 {
      printf "%-22s %10.2f %10.2f %12.2f %14.2f\n",
        "java / " $1, own[4] / $4, own[5] / $5, $6 / own[6], own[7] / $7
    }' \
    "$folder/table"
}

main
