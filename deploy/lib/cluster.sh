# The cluster that the quickstart works with: a user's own, k3s', or one of the rig. Sourced by deploy/quickstart.

# cluster_up: finds or starts the cluster and sets KUBECONFIG and the PATH to kubectl.
cluster_up() {
  check_same_cluster
  [ -f "$STATE/cluster" ] || choose_cluster >"$STATE/cluster"
  if [ "$(cluster_kind)" = rig ]; then
    local advertise=127.0.0.1
    [ "$(id -u)" != 0 ] || advertise=bridge
    rig control-plane up --advertise "$advertise"
  fi
  use_cluster
  kubectl get --raw /readyz >/dev/null 2>"$STATE/logs/cluster.log" ||
    die "the cluster of $KUBECONFIG does not answer: $(tail -n 1 "$STATE/logs/cluster.log")" \
      "check it with kubectl, or unset KUBECONFIG to have one built here"
}

# Prints the kind of cluster and its kubeconfig.
choose_cluster() {
  if [ -n "${KUBECONFIG:-}" ]; then
    echo "own $KUBECONFIG"
  elif command -v k3s >/dev/null; then
    echo "k3s /etc/rancher/k3s/k3s.yaml"
  else
    echo "rig $STATE/admin.kubeconfig"
  fi
}

# A second `up` in another environment must not quietly go on with the first one's cluster.
check_same_cluster() {
  [ -f "$STATE/cluster" ] && [ -n "${KUBECONFIG:-}" ] && [ "$KUBECONFIG" != "$(cluster_config)" ] || return 0
  die "the quickstart runs on the cluster of $(cluster_config), KUBECONFIG says $KUBECONFIG" \
    "unset KUBECONFIG, or run '$0 down' first"
}

cluster_kind() { cut -d' ' -f1 "$STATE/cluster"; }

cluster_config() { cut -d' ' -f2- "$STATE/cluster"; }

use_cluster() {
  [ -f "$STATE/cluster" ] || die "there is no cluster in $STATE" "start it: $0 up"
  KUBECONFIG=$(cluster_config)
  export KUBECONFIG
  case $(cluster_kind) in
    rig) use_rig_kubectl ;;
    k3s) use_k3s_kubectl ;;
    own) command -v kubectl >/dev/null || use_rig_kubectl ;;
  esac
  [ -r "$KUBECONFIG" ] || die "cannot read $KUBECONFIG" "start the cluster, or run this as a user who may read it"
}

use_rig_kubectl() {
  source "$ROOT/e2e/rig/build-kubernetes.sh"
  require_kubernetes
  PATH=$KUBERNETES_BIN:$PATH
}

use_k3s_kubectl() {
  mkdir -p "$STATE/bin"
  printf '#!/bin/sh\nexec k3s kubectl "$@"\n' >"$STATE/bin/kubectl"
  chmod +x "$STATE/bin/kubectl"
  PATH=$STATE/bin:$PATH
}

# Takes back what the quickstart and its provider put into a cluster that lives on. The rig's own goes as a whole.
leave_cluster() {
  [ -f "$STATE/cluster" ] && [ "$(cluster_kind)" != rig ] || return 0
  use_cluster
  kubectl delete --ignore-not-found --timeout=60s --filename "$ROOT/deploy/examples/hello.yaml" || true
  kubectl wait --for=delete pods --selector app=hello --timeout=60s || true
  if has_release; then release_down; else rig provider down; fi
  kubectl delete --ignore-not-found --timeout=60s node/beemesh namespace/beemesh-system \
    customresourcedefinition/{edgehosts,jointokens,meshpools,stategroups}.beemesh.io || true
}
