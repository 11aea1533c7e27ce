# Builds the rig's Kubernetes (e2e/rig/kubernetes) once and keeps it outside the checkout. Sourced; sets KUBERNETES_BIN,
# a folder with the programs kubectl, kubelet, kube-apiserver and so on, which are one file with many names.

readonly KUBERNETES_RELEASE=1.36.3

require_kubernetes() {
  local source=$RIG/kubernetes key cached
  key=$KUBERNETES_RELEASE-$(cat "$source"/go.{mod,sum} "$source"/*.go | sha256sum | cut -c1-12)
  cached=$BEEMESH_CACHE/rig/$key
  KUBERNETES_BIN=$cached/bin
  [ -x "$cached/controlplane" ] && return
  require_go
  require_packages gcc=gcc
  [ -e /usr/include/stdlib.h ] || install_packages libc6-dev || die "no C library headers" "install libc6-dev"
  mkdir -p "$BEEMESH_CACHE/rig"
  (
    flock 9
    if [ ! -x "$cached/controlplane" ]; then build_kubernetes "$source" "$cached"; fi
  ) 9>"$BEEMESH_CACHE/rig/.lock"
}

build_kubernetes() {
  local source=$1 cached=$2 build part
  build=$(mktemp -d "$BEEMESH_CACHE/rig/.build-XXXXXX")
  step "building Kubernetes $KUBERNETES_RELEASE: about 15 minutes the first time, then never again (log: $build.log)"
  compile_kubernetes "$source" "$build/controlplane" >"$build.log" 2>&1 &
  report_build $! "$build.log"
  wait $! || {
    tail -n 20 "$build.log" >&2
    die "Kubernetes did not build" "read $build.log; a network that reaches the Go module proxy is needed"
  }
  mkdir "$build/bin"
  for part in kine kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl; do
    ln -s ../controlplane "$build/bin/$part"
  done
  chmod 755 "$build"
  mv -T "$build" "$cached"
  rm -f "$build.log"
  step "Kubernetes $KUBERNETES_RELEASE is built: $cached"
}

compile_kubernetes() {
  cd "$1" || return
  CGO_ENABLED=1 go build -v -buildvcs=false -ldflags "$(release_flags)" -o "$2" .
}

# What tells a program of Kubernetes which release it is.
release_flags() {
  local package=k8s.io/component-base/version
  printf '%s' "-s -w -X $package.gitVersion=v$KUBERNETES_RELEASE -X $package.gitCommit=none" \
    " -X $package.gitTreeState=clean -X $package.gitMajor=1 -X $package.gitMinor=${KUBERNETES_RELEASE:2:2}"
}

# report_build PID LOG: says every 30 seconds how far a build is.
report_build() {
  local next=$((SECONDS + 30))
  while kill -0 "$1" 2>/dev/null; do
    sleep 1
    [ "$SECONDS" -ge "$next" ] || continue
    next=$((SECONDS + 30))
    step "still building: $(grep -vc '^go: ' "$2") packages compiled, now $(tail -n 1 "$2")"
  done
}
