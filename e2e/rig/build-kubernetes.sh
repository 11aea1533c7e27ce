# Builds the rig's Kubernetes (e2e/rig/kubernetes) once and keeps it outside the checkout. Sourced; sets KUBERNETES_BIN,
# a folder with the programs kubectl, kubelet, kube-apiserver and so on, which are one file with many names.

source "$RIG/build.sh"

readonly KUBERNETES_RELEASE=1.36.3

require_kubernetes() {
  local source=$RIG/kubernetes key folder
  key=$KUBERNETES_RELEASE-$(cat "$source"/go.{mod,sum} "$source"/*.go | sha256sum | cut -c1-12)
  folder=$BEEMESH_CACHE/rig/$key
  KUBERNETES_BIN=$folder/bin
  [ ! -x "$folder/controlplane" ] || return 0
  require_packages gcc=gcc
  [ -e /usr/include/stdlib.h ] || install_packages libc6-dev || die "no C library headers" "install libc6-dev"
  build_once "$folder" controlplane "Kubernetes $KUBERNETES_RELEASE (about 15 minutes)" compile_kubernetes "$source"
}

# compile_kubernetes SOURCE FOLDER
compile_kubernetes() {
  local part
  mkdir "$2/bin"
  for part in kine kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl; do
    ln -s ../controlplane "$2/bin/$part"
  done
  cd "$1" || return
  CGO_ENABLED=1 go build -v -buildvcs=false -ldflags "$(release_flags)" -o "$2/controlplane" .
}

# What tells a program of Kubernetes which release it is.
release_flags() {
  local package=k8s.io/component-base/version
  printf '%s' "-s -w -X $package.gitVersion=v$KUBERNETES_RELEASE -X $package.gitCommit=none" \
    " -X $package.gitTreeState=clean -X $package.gitMajor=1 -X $package.gitMinor=${KUBERNETES_RELEASE:2:2}"
}
