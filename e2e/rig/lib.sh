# What the commands of the rig share: a state folder, processes that outlive the command, waiting, and a network.
# Sourced by e2e/rig/*; the caller sets `set -euo pipefail` and, by options, STATE.

RIG=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source "$RIG/../../deploy/lib/toolchain.sh"

# One folder holds all that belongs to one rig; two rigs with two folders never meet.
STATE=${BEEMESH_RIG:-${TMPDIR:-/tmp}/beemesh-rig-$(id -u)}

# --- options ---------------------------------------------------------------------------------------------------------

# need_value OPTION VALUE...: ends the script unless the option is followed by a value.
need_value() { [ $# -ge 2 ] && [ -n "$2" ] || usage_error "$1 needs a value"; }

# rig NAME WORDS...: another program of the rig, on the rig of $BEEMESH_RIG.
rig() { "$RIG/$1" "${@:2}"; }

# Makes the state folder. The marker says that it is ours to remove: a folder that held something else gets none.
open_state() {
  [ -e "$STATE/.beemesh-rig" ] || [ -z "$(ls -A "$STATE" 2>/dev/null)" ] ||
    die "$STATE holds something else" "give a new or an empty folder with --dir"
  { mkdir -p "$STATE"/{logs,run} && touch "$STATE/.beemesh-rig"; } 2>/dev/null ||
    die "cannot write to $STATE" "give another folder with --dir"
  STATE=$(cd "$STATE" && pwd)
}

# Removes the state folder when nothing of the rig runs in it any more.
close_state() {
  local file name
  [ -e "$STATE/.beemesh-rig" ] || return 0
  [ ! -e "$STATE/settings" ] && [ ! -e "$STATE/registry" ] && [ ! -e "$STATE/provider" ] || return 0
  for file in "$STATE"/run/*.pid; do
    name=$(basename "$file" .pid)
    [ "$name" = '*' ] || is_gone "$name" || return 0
  done
  network_down
  rm -rf "$STATE"
}

# --- processes -------------------------------------------------------------------------------------------------------

# A process id can be given to another process; together with the time of its start it cannot.
process_identity() { awk '{sub(/.*\) /, ""); if ($1 != "Z") print $20}' "/proc/$1/stat" 2>/dev/null; }

# start NAME COMMAND...: runs a command on its own, with its output in logs/NAME.log. Does nothing when it runs already.
start() {
  local name=$1
  shift
  is_running "$name" && return
  printf '%q ' "$@" >"$STATE/run/$name.command"
  setsid "$@" >>"$STATE/logs/$name.log" 2>&1 </dev/null &
  echo "$! $(process_identity $!)" >"$STATE/run/$name.pid"
}

# Starts a process again with the words that it was started with last.
restart() {
  [ -f "$STATE/run/$1.command" ] || die "there is no process called $1 in $STATE" "see $STATE/run for those there are"
  eval "start $1 $(<"$STATE/run/$1.command")"
}

is_running() {
  local pid identity
  [ -f "$STATE/run/$1.pid" ] && read -r pid identity <"$STATE/run/$1.pid" || return 1
  [ "$(process_identity "$pid")" = "$identity" ] && [ -n "$identity" ]
}

process_id() { cut -d' ' -f1 "$STATE/run/$1.pid"; }

# stop NAME [SECONDS]: asks a process to end, insists after some seconds, and returns when it is gone.
stop() {
  is_running "$1" || return 0
  kill -TERM "$(process_id "$1")" 2>/dev/null || true
  if ! poll "${2:-5}" is_gone "$1"; then kill_now "$1"; fi
}

kill_now() {
  is_running "$1" || return 0
  kill -KILL "$(process_id "$1")" 2>/dev/null || true
  poll 5 is_gone "$1"
}

is_gone() { ! is_running "$1"; }

# --- waiting ---------------------------------------------------------------------------------------------------------

# poll SECONDS COMMAND...: whether the command succeeds within some seconds.
poll() {
  local deadline=$((SECONDS + $1))
  shift
  until "$@" >/dev/null 2>&1; do
    [ "$SECONDS" -lt "$deadline" ] || return 1
    sleep 0.1
  done
}

# await SECONDS PROCESS COMMAND...: waits for what a process is to bring about; shows its log when it does not.
await() {
  local deadline=$((SECONDS + $1)) name=$2 log=$STATE/logs/$2.log
  shift 2
  until "$@" >/dev/null 2>&1; do
    if ! is_running "$name"; then
      tail -n 15 "$log" >&2
      die "$name ended before it was ready" "read its log: $log"
    elif [ "$SECONDS" -ge "$deadline" ]; then
      tail -n 15 "$log" >&2
      die "$name was not ready in time ($*)" "read its log: $log"
    fi
    sleep 0.1
  done
}

# --- network ---------------------------------------------------------------------------------------------------------

# network_up: gives the rig a bridge of its own and sets BRIDGE, RIG_NUMBER and ADDRESS. The rig's number, and with it
# every address, is that of its bridge: the kernel makes beemesh<number> for one caller only.
network_up() {
  require_packages ip=iproute2 iptables=iptables
  [ -f "$STATE/network" ] || choose_bridge
  read -r RIG_NUMBER <"$STATE/network"
  BRIDGE=beemesh$RIG_NUMBER ADDRESS=10.177.$RIG_NUMBER.1
  ip link show "$BRIDGE" >/dev/null 2>&1 || ip link add "$BRIDGE" type bridge
  ip address replace "$ADDRESS/24" dev "$BRIDGE"
  ip link set "$BRIDGE" up
  forwarding --check 2>/dev/null || open_way_out
}

# The rig's hosts reach what this machine reaches, as a machine behind a home router does.
open_way_out() {
  [ -f "$STATE/ip_forward" ] || cat /proc/sys/net/ipv4/ip_forward >"$STATE/ip_forward"
  echo 1 >/proc/sys/net/ipv4/ip_forward
  forwarding --insert
}

# forwarding --check|--insert|--delete: the rig's rules in the machine's packet filter.
forwarding() {
  local network=10.177.$RIG_NUMBER.0/24 mark=(-m comment --comment "beemesh$RIG_NUMBER")
  iptables -w "$1" FORWARD -i "$BRIDGE" "${mark[@]}" -j ACCEPT &&
    iptables -w "$1" FORWARD -o "$BRIDGE" "${mark[@]}" -j ACCEPT &&
    iptables -w -t nat "$1" POSTROUTING -s "$network" ! -d "$network" "${mark[@]}" -j MASQUERADE
}

choose_bridge() {
  local number
  [ "$(id -u)" = 0 ] || die "a network of the rig's own needs root" "run this as root"
  for number in {0..99}; do
    ip link show "beemesh$number" >/dev/null 2>&1 && continue
    if ip link add "beemesh$number" type bridge 2>"$STATE/logs/network.log"; then
      echo "$number" >"$STATE/network"
      return
    fi
    ip link show "beemesh$number" >/dev/null 2>&1 ||
      die "no bridge can be made here: $(<"$STATE/logs/network.log")" "run this as root"
  done
  die "a hundred rigs run on this machine already" "end some with their 'down'"
}

network_down() {
  [ -f "$STATE/network" ] || return 0
  read -r RIG_NUMBER <"$STATE/network"
  BRIDGE=beemesh$RIG_NUMBER
  forwarding --delete 2>/dev/null || true
  ip link delete "$BRIDGE" 2>/dev/null || true
  # Other rigs may need the kernel to forward still.
  if [ -f "$STATE/ip_forward" ] && ! ip -brief link show type bridge | grep -q '^beemesh'; then
    cat "$STATE/ip_forward" >/proc/sys/net/ipv4/ip_forward
  fi
  rm -f "$STATE/network"
}

# port_is_free ADDRESS PORT
port_is_free() { ! (exec 3<>"/dev/tcp/$1/$2") 2>/dev/null; }

# free_port ADDRESS FIRST: the first port from FIRST on that nobody listens on.
free_port() {
  local port
  for port in $(seq "$2" $(($2 + 99))); do
    if port_is_free "$1" "$port"; then
      echo "$port"
      return
    fi
  done
  die "no port from $2 to $(($2 + 99)) is free at $1" "end what listens there, or give another port"
}
