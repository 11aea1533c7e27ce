# One edge host: how it is made, entered and removed. Sourced by e2e/rig/edge.

# Those of the package, which are small and quick to start.
AGENT_JVM=("@$(cd "$(dirname "${BASH_SOURCE[0]}")/../../deploy/agent" && pwd)/java.options")
readonly AGENT_JVM

folder_of() { printf '%s/edge/%s' "$STATE" "$1"; }

# The machine's end of a host's link; its name holds the rig's number and the host's.
link_of() { printf 'bm%se%s' "$(<"$STATE/network")" "$1"; }

address_of() { printf '10.177.%s.%s' "$(<"$STATE/network")" $((100 + $1)); }

# in_host HOST COMMAND...
in_host() {
  local host=$1
  shift
  nsenter --target "$(process_id "edge$host")" --mount --uts --ipc --net -- "$@"
}

host_up() {
  local folder
  folder=$(folder_of "$1")
  mkdir -p "$folder"/{containers,etc,home}
  write_podman_configuration "$folder/etc"
  rm -f "$folder/ready"
  start "edge$1" unshare --net --mount --uts --ipc --propagation private bash "$RIG/edge-init.sh" "$folder" "edge$1"
  await 10 "edge$1" test -e "$folder/ready"
  connect "$1"
}

# A link from the host to the bridge, with the way to everywhere else.
connect() {
  local link pid
  link=$(link_of "$1") pid=$(process_id "edge$1")
  ip link add "$link" type veth peer name uplink netns "$pid"
  ip link set "$link" master "$BRIDGE" up
  in_host "$1" ip address add "$(address_of "$1")/24" dev uplink
  in_host "$1" ip link set uplink up
  in_host "$1" ip link set lo up
  in_host "$1" ip route add default via "$ADDRESS"
}

# write_podman_configuration FOLDER: becomes /etc/containers of the host.
write_podman_configuration() {
  local registry=$ADDRESS:5000 files
  [ ! -f "$STATE/registry" ] || registry=$(<"$STATE/registry")
  files=$(ulimit -Hn)
  mkdir -p "$1/networks"
  # Podman asks for more than a root without CAP_SYS_RESOURCE may give, and its service mixes up soft and hard limits:
  # so both are equal and what we have. runc bears every kind of cgroup.
  cat >"$1/containers.conf" <<TOML
[containers]
default_ulimits = ["nofile=$files:$files", "nproc=32768:32768"]
log_driver = "k8s-file"

[engine]
cgroup_manager = "cgroupfs"
events_logger = "file"
runtime = "runc"

[network]
network_backend = "netavark"
TOML
  registries_configuration "$registry" >"$1/registries.conf"
  echo '{"default": [{"type": "insecureAcceptAnything"}]}' >"$1/policy.json"
}

# registries_configuration ADDRESS: of the rig's registry, which stands for the public ones as well and is asked first
# for images that name none.
registries_configuration() {
  local public
  cat <<TOML
unqualified-search-registries = ["$1"]

[[registry]]
location = "$1"
insecure = true
TOML
  for public in docker.io registry.k8s.io; do
    cat <<TOML

[[registry]]
location = "$public"

[[registry.mirror]]
location = "$1"
insecure = true
TOML
  done
}

# agent_command JAR_OR_FOLDER: sets AGENT to the words that start that agent; a folder has a Java of its own.
agent_command() {
  AGENT=("$JAVA_HOME/bin/java" "${AGENT_JVM[@]}" -jar "$1")
  [ ! -d "$1" ] ||
    AGENT=("$1/java/bin/java" "@$1/java.options" "-XX:SharedArchiveFile=$1/classes.jsa" -jar "$1/beemesh-agent.jar")
}

# agent_up HOST JAR_OR_FOLDER WORD...: the words are those of the agent. Should it be started again, then with `run`
# alone.
agent_up() {
  local host=$1 command
  agent_command "$2"
  command=(nsenter --target "$(process_id "edge$1")" --mount --uts --ipc --net --
    env BEEMESH_HOME="$(folder_of "$1")/home" "${AGENT[@]}")
  shift 2
  start "edge$host-agent" "${command[@]}" "$@"
  printf '%q ' "${command[@]}" run >"$STATE/run/edge$host-agent.command"
}

# Ends the Podman service of a host; containers and their monitors stay.
kill_podman() {
  local pid
  for pid in $(processes_in "$1"); do
    if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q 'podman.* system service'; then kill -KILL "$pid"; fi
  done
}

# The processes that live in the host itself, not in its containers.
processes_in() {
  local pid holder namespace
  holder=$(process_id "edge$1")
  namespace=$(readlink "/proc/$holder/ns/mnt")
  for pid in /proc/[0-9]*; do
    pid=${pid#/proc/}
    [ "$pid" = "$holder" ] || [ "$(readlink "/proc/$pid/ns/mnt" 2>/dev/null)" != "$namespace" ] || echo "$pid"
  done
}

host_down() {
  local pid
  kill_now "edge$1-agent"
  if is_running "edge$1"; then
    remove_containers "$1" >>"$STATE/logs/edge$1.log" 2>&1 || true
    for pid in $(processes_in "$1"); do kill -KILL "$pid" 2>/dev/null || true; done
    kill_now "edge$1"
  fi
  ip link delete "$(link_of "$1")" 2>/dev/null || true
  rm -rf "$(folder_of "$1")" "$STATE/run/edge$1".* "$STATE/run/edge$1"-*
}

# Podman first, in its own way; then whatever its runtime still knows of.
remove_containers() {
  local container
  in_host "$1" timeout 60 podman pod rm --all --force --time 0
  in_host "$1" timeout 60 podman rm --all --force --time 0
  for container in $(in_host "$1" runc list --quiet); do in_host "$1" runc delete --force "$container"; done
}
