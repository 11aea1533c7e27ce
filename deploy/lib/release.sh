# The provider as a release of the chart, as a user installs it. Sourced by deploy/quickstart.

readonly NAMESPACE=beemesh-system
readonly IMAGE=$STATE/beemesh.oci.tar
HELM=''

has_release() { [ -e "$STATE/release" ]; }

# check_way WITH_HELM: as it was begun, so it goes on.
check_way() {
  [ -z "$1" ] || [ "$(id -u)" = 0 ] || [ -n "${KUBECONFIG:-}" ] || command -v k3s >/dev/null ||
    die "a node that runs the provider needs root" "run this as root, or set KUBECONFIG to a cluster of your own"
  [ -z "$1" ] || [ ! -f "$STATE/provider" ] ||
    die "the quickstart runs already, with the provider as a process of this machine" \
      "end that first: '$0 down', then '$0 --helm'"
  [ -n "$1" ] || ! has_release || step "going on with the installation by Helm; '$0 down' ends it"
}

use_helm() {
  HELM=$("$RIG/helm" path) || exit 1
  PATH=${HELM%/*}:$PATH
}

# Makes the image, gives it to the cluster, installs the chart and waits for the provider.
release_up() {
  local given=''
  use_helm
  rig images up basic
  [ "$(cluster_kind)" != rig ] || rig node up
  make_image
  if [ ! -e "$STATE/given" ] || [ "$IMAGE" -nt "$STATE/given" ]; then
    give_image
    given=yes
  fi
  install_release "$given"
  touch "$STATE/given"
  await_release
}

make_image() {
  [ ! "$IMAGE" -nt "$ROOT/provider/target/beemesh-provider.jar" ] || return 0
  "$ROOT/deploy/image/build" --output "$IMAGE" >/dev/null || exit 1
}

# To nodes of elsewhere only their owner can give it: see explain_release.
give_image() {
  case $(kubectl get nodes --output jsonpath='{.items[*].status.nodeInfo.containerRuntimeVersion}') in
    *k3s*)
      command -v k3s >/dev/null && [ "$(id -u)" = 0 ] || return 0
      step "k3s ctr images import $IMAGE"
      k3s ctr images import "$IMAGE" >"$STATE/logs/import.log" 2>&1 ||
        die "k3s did not take the image: $(tail -n 1 "$STATE/logs/import.log")" "read $STATE/logs/import.log"
      ;;
    *) [ "$(cluster_kind)" != rig ] || rig node import "$IMAGE" ;;
  esac
}

# install_release GIVEN: the chart with no values, or of it what has changed.
install_release() {
  local words=(beemesh helm/beemesh --namespace "$NAMESPACE") log=$STATE/logs/helm.log state
  state=$(release_state)
  # Helm touches no release that was left in the middle. Without hooks, an uninstallation leaves keys and hosts.
  if [[ $state =~ ^(pending-.*|uninstalling)$ ]]; then
    step "removing what an installation that was not finished has left"
    helm uninstall beemesh --namespace "$NAMESPACE" --no-hooks --wait >>"$log" 2>&1 || explain_helm "$log"
    state=''
  fi
  if [ -z "$state" ]; then words=(install "${words[@]}" --create-namespace); else words=(upgrade "${words[@]}"); fi
  [ -z "${BEEMESH_REGISTRY:-}" ] || words+=(--set "image.registry=$BEEMESH_REGISTRY")
  step "helm ${words[*]}"
  (cd "$ROOT" && helm "${words[@]}") >>"$log" 2>&1 || explain_helm "$log"
  # The new image has the old one's name, so that nothing but this tells the cluster of it.
  [ -z "$state" ] || [ -z "$1" ] || kubectl rollout restart --namespace "$NAMESPACE" statefulset/beemesh >>"$log"
}

# Prints what Helm thinks of the release, and nothing if there is none.
release_state() {
  helm list --all --namespace "$NAMESPACE" --filter '^beemesh$' --output yaml | sed -n 's/^[- ]*status: //p'
}

explain_helm() {
  tail -n 5 "$1" >&2
  die "helm failed" "read $1"
}

await_release() {
  step "waiting for the provider"
  poll 180 release_settled && ! lacks_image || explain_release
  step "the provider is ready"
}

release_settled() {
  kubectl rollout status --namespace "$NAMESPACE" statefulset/beemesh --timeout=1s || lacks_image
}

lacks_image() {
  kubectl get pods --namespace "$NAMESPACE" --selector app.kubernetes.io/component=provider \
    --output jsonpath='{.items[*].status.containerStatuses[*].state.waiting.reason}' | grep -q 'ErrImage\|ImagePull'
}

explain_release() {
  kubectl get events --namespace "$NAMESPACE" --field-selector type=Warning >&2 || true
  if lacks_image; then
    die "no node of the cluster has the image ${BEEMESH_REGISTRY:-localhost}/beemesh/provider" \
      "import $IMAGE on its nodes, or push it and set BEEMESH_REGISTRY; then run this again"
  fi
  die "the provider was not ready in 180 s" "read $(release_log)"
}

release_log() { printf '%s' "kubectl logs --namespace $NAMESPACE statefulset/beemesh"; }

# release_token USES: by the command of the notes, which prints the one that joins a host.
release_token() {
  local command=() log=$STATE/logs/token.log
  read -ra command <<<"$(helm get notes beemesh --namespace "$NAMESPACE" | grep -m 1 'kubectl exec .* token create')"
  step "by the notes: ${command[*]} --uses $1"
  "${command[@]}" --uses "$1" 2>"$log" | grep -o -m 1 -- '--token .*' | cut -d' ' -f2- || {
    tail -n 5 "$log" >&2
    die "no join token could be made" "read $log and $(release_log)"
  }
}

# Whether the cluster adds the toleration.
has_policy() { kubectl get mutatingadmissionpolicies/beemesh-toleration >/dev/null 2>&1; }

# Out of a cluster that lives on; what the cleanup of the chart removes it says itself.
release_down() {
  use_helm
  [ -z "$(release_state)" ] || helm uninstall beemesh --namespace "$NAMESPACE" --wait ||
    say "warning: helm uninstall failed, so that the cluster of $KUBECONFIG may keep something of BeeMesh"
}
