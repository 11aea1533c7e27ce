# A cluster whose only node is the one under test, so that no spec can choose another. Sourced by e2e/conformance/run,
# with STATE the folder of the rig.

rig() {
  local name=$1
  shift
  "$RIG/$name" "$@" --dir "$STATE"
}

# cluster_up kubelet|mesh
cluster_up() {
  rig control-plane up --advertise bridge
  rig images up full
  "$1_up"
  eval "$(rig control-plane env)"
  NODE=$(kubectl get nodes --output name)
  kubectl wait --for=condition=Ready "$NODE" --timeout=60s >/dev/null
  write_registries
  write_versions "$RESULTS/$1.versions"
}

kubelet_up() { rig node up; }

# Without its taint, as the specs know nothing of it; with one host, which may do all that a kubelet's may.
mesh_up() {
  local invitation
  rig provider up --set node.taint=false
  rig edge up 1
  make_way_to_pods
  read -ra invitation <<<"$(rig provider token)"
  rig edge join 1 "${invitation[@]}" --allow privileged,hostNetwork,hostPID,hostIPC,hostPath
  poll 60 rig_has_node || die "no node was registered" "read $STATE/logs/provider.log"
}

rig_has_node() {
  (
    eval "$(rig control-plane env)"
    kubectl wait --for=condition=Ready node/beemesh --timeout=1s
  )
}

# The API server reaches the pods of the rig's real node by a route, and those of its edge host the same way: their
# bridge is there before the agent, with a range that no other rig has.
make_way_to_pods() {
  local number pods
  number=$(<"$STATE/network")
  pods=10.180.$((4 * (number % 64)))
  "$RIG/edge" exec --dir "$STATE" 1 sh -c \
    "ip link add beemesh-pods type bridge; ip address replace $pods.1/22 dev beemesh-pods"
  ip route replace "$pods.0/22" via "10.177.$number.101"
}

# Where the specs find their images.
write_registries() {
  local registry
  registry=$(<"$STATE/registry")
  cat >"$STATE/registries.yaml" <<YAML
promoterE2eRegistry: $registry/e2e-test-images
gcRegistry: $registry
gcEtcdRegistry: $registry
buildImageRegistry: $registry/build-image
sigStorageRegistry: $registry/sig-storage
YAML
}

# write_versions FILE: what ran the specs, in words.
write_versions() {
  kubectl get "$NODE" --output json | jq --join-output '.status.nodeInfo |
    "\(.kubeletVersion), \(.containerRuntimeVersion), \(.osImage), kernel \(.kernelVersion)"' >"$1"
}

cluster_down() {
  local name
  for name in edge node provider images control-plane; do rig "$name" down || true; done
}
