# Builds Kubernetes' own end-to-end tests (e2e/conformance/tests) once and keeps them outside the checkout. Sourced;
# sets TESTS_BIN, a folder with e2e.test and ginkgo. The release is that of the rig's Kubernetes.

require_tests() {
  local source=$CONFORMANCE/tests cached
  cached=$BEEMESH_CACHE/rig/tests-$KUBERNETES_RELEASE-$(cat "$source"/go.{mod,sum} | sha256sum | cut -c1-12)
  TESTS_BIN=$cached
  [ -x "$cached/e2e.test" ] && return
  require_go
  mkdir -p "$BEEMESH_CACHE/rig"
  (
    flock 9
    if [ ! -x "$cached/e2e.test" ]; then build_tests "$source" "$cached"; fi
  ) 9>"$BEEMESH_CACHE/rig/.lock"
}

build_tests() {
  local source=$1 cached=$2 build
  build=$(mktemp -d "$BEEMESH_CACHE/rig/.build-XXXXXX")
  step "building Kubernetes' tests $KUBERNETES_RELEASE: about 5 minutes, the first time only (log: $build.log)"
  compile_tests "$source" "$build" >"$build.log" 2>&1 9>&- &
  report_build $! "$build.log"
  wait $! || {
    tail -n 20 "$build.log" >&2
    die "Kubernetes' tests did not build" "read $build.log; a network that reaches the Go module proxy is needed"
  }
  chmod 755 "$build"
  mv -T "$build" "$cached"
  rm -f "$build.log"
}

# With cgo, as the rig's Kubernetes is built, so that Go takes most packages from its cache.
compile_tests() {
  cd "$1" || return
  export CGO_ENABLED=1
  go build -v -buildvcs=false -ldflags '-s -w' -o "$2/ginkgo" github.com/onsi/ginkgo/v2/ginkgo &&
    go test -c -v -vet=off -buildvcs=false -ldflags "$(release_flags)" -o "$2/e2e.test" k8s.io/kubernetes/test/e2e
}
