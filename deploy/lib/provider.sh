# The provider as a process of this machine. Sourced by deploy/quickstart.

PROVIDER_JAR=$ROOT/provider/target/beemesh-provider.jar

provider_up() {
  [ -f "$STATE/provider" ] || choose_ports >"$STATE/provider"
  # The file gives PROVIDER_ADDRESS and the ports KUBELET_PORT, MESH_PORT and MANAGEMENT_PORT.
  source "$STATE/provider"
  is_running provider || step "starting the provider"
  start provider env KUBECONFIG="$KUBECONFIG" "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx256m \
    --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    "-Dbeemesh.node.address=$PROVIDER_ADDRESS" "-Dbeemesh.kubelet.port=$KUBELET_PORT" \
    "-Dbeemesh.mesh.listen=/ip4/$PROVIDER_ADDRESS/tcp/$MESH_PORT" "-Dbeemesh.management.port=$MANAGEMENT_PORT" \
    -jar "$PROVIDER_JAR"
  await 60 provider kubectl get node beemesh
  await 60 provider curl -sf "http://127.0.0.1:$MANAGEMENT_PORT/q/health/ready"
  step "the provider is ready"
}

# Prints a new token and the addresses at which a host gives it: what the provider's `token create` puts after `--token`.
make_invitation() {
  local log=$STATE/logs/token.log command
  command=$(KUBECONFIG=$KUBECONFIG "$JAVA_HOME/bin/java" -jar "$PROVIDER_JAR" token create 2>"$log") || {
    tail -n 5 "$log" >&2
    die "no join token could be made" "read $log and $STATE/logs/provider.log"
  }
  grep -o -m 1 -- '--token .*' <<<"$command" | cut -d' ' -f2-
}

# What was chosen at the first start stays: hosts remember where the provider is.
choose_ports() {
  local address=127.0.0.1
  if [ "$(id -u)" = 0 ]; then
    network_up
    address=$ADDRESS
  fi
  printf '%s=%s\n' PROVIDER_ADDRESS "$address" KUBELET_PORT "$(free_port "$address" 10250)" \
    MESH_PORT "$(free_port "$address" 4001)" MANAGEMENT_PORT "$(free_port 127.0.0.1 8080)"
}
