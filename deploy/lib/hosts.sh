# The edge hosts of the quickstart. Sourced by deploy/quickstart.

source "$ROOT/e2e/rig/edge-host.sh"

AGENT_JAR=$ROOT/p2p-bridge/agent/target/beemesh-agent.jar

# check_user HOSTS: what a user who is not root lacks is said before anything is made.
check_user() {
  [ "$(id -u)" != 0 ] || return 0
  [ "$1" = 1 ] || die "without root there is one edge host, not $1" "leave --hosts away, or run this as root"
  command -v podman >/dev/null || die "Podman is missing" "as root: apt-get install podman runc uidmap slirp4netns"
  command -v slirp4netns >/dev/null || die "slirp4netns is missing, without which rootless pods have no network" \
    "as root: apt-get install slirp4netns"
  [ -w /dev/net/tun ] || die "/dev/net/tun may not be used by $(id -un), and rootless pods need it for their network" \
    "as root: modprobe tun; chmod 666 /dev/net/tun"
  local range=100000-165535
  podman unshare true 2>/dev/null || die "rootless Podman does not work for $(id -un)" \
    "as root: apt-get install uidmap slirp4netns && usermod --add-subuids $range --add-subgids $range $(id -un)"
}

hosts_up() {
  local host new=() invitation=()
  rig images up basic
  [ "$(id -u)" != 0 ] || rig edge up "$1"
  for host in $(seq "$1"); do
    if is_running "edge$host-agent"; then continue; fi
    if [ -f "$STATE/edge/$host/home/membership.json" ]; then restart "edge$host-agent"; else new+=("$host"); fi
  done
  if [ ${#new[@]} -gt 0 ]; then
    step "making a join token for ${#new[@]} edge hosts"
    read -ra invitation <<<"$(join_token "${#new[@]}")"
    [ ${#invitation[@]} -ge 2 ] || exit 1
    for host in "${new[@]}"; do join_host "$host" "${invitation[@]}"; done
  fi
  await_hosts "$1"
}

# join_token USES: prints a token and the provider's addresses.
join_token() { if has_release; then release_token "$1"; else rig provider token --uses "$1"; fi; }

# join_host HOST TOKEN ADDRESS...
join_host() {
  if [ "$(id -u)" = 0 ]; then
    rig edge join "$@"
  else
    shift
    start_rootless_agent join --token "$@"
  fi
}

start_rootless_agent() {
  local command=()
  mkdir -p "$STATE/edge/1/home"
  registries_configuration "$(<"$STATE/registry")" >"$STATE/registries.conf"
  rootless_agent_command
  start edge1-agent "${command[@]}" "$@"
  printf '%q ' "${command[@]}" run >"$STATE/run/edge1-agent.command"
}

# Fills the caller's `command`.
rootless_agent_command() {
  command=(env BEEMESH_HOME="$STATE/edge/1/home" CONTAINERS_REGISTRIES_CONF="$STATE/registries.conf"
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx48m --enable-native-access=ALL-UNNAMED -jar "$AGENT_JAR")
}

# Waits until the provider knows as many hosts as there are, all of them ready.
await_hosts() {
  local host
  poll 90 hosts_settled "$1" || {
    tail -n 5 "$STATE"/logs/edge*-agent.log >&2
    die "not all of the $1 edge hosts attached to the provider in 90 s" "$(agent_log '*')"
  }
  for host in $(seq "$1"); do
    is_running "edge$host-agent" && continue
    tail -n 5 "$STATE/logs/edge$host-agent.log" >&2
    die "the agent of edge$host ended" "$(agent_log "$host")"
  done
  poll 30 kubectl wait --for=condition=Ready node/beemesh --timeout=1s ||
    die "the virtual node was not ready 30 s after its hosts" "read $(provider_log)"
  step "the virtual node is ready, with $1 edge hosts attached"
}

# Nothing is left to wait for: all hosts are ready, or an agent has ended.
hosts_settled() {
  local host
  for host in $(seq "$1"); do is_running "edge$host-agent" || return 0; done
  [ "$(kubectl get edgehosts --no-headers 2>/dev/null | awk '$2 == "True"' | wc -l)" -ge "$1" ]
}

agent_log() { printf 'read %s/logs/edge%s-agent.log and %s' "$STATE" "$1" "$(provider_log)"; }

provider_log() { if has_release; then release_log; else printf '%s/logs/provider.log' "$STATE"; fi; }

hosts_down() {
  stop edge1-agent 5
  [ "$(id -u)" = 0 ] || leave_rootless
  rig edge down
}

# The pods of a user's Podman are outside of our folder: the agent itself removes them.
leave_rootless() {
  local command=() log=$STATE/logs/edge1-leave.log
  [ -f "$STATE/edge/1/home/membership.json" ] || return 0
  require_jdk
  rootless_agent_command
  "${command[@]}" leave --yes >"$log" 2>&1 || die "the pods of edge host 1 could not be removed" "read $log"
}
