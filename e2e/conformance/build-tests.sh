# Builds Kubernetes' own end-to-end tests (e2e/conformance/tests) once and keeps them outside the checkout. Sourced;
# sets TESTS_BIN, a folder with e2e.test and ginkgo. The release is that of the rig's Kubernetes.

require_tests() {
  local source=$CONFORMANCE/tests
  TESTS_BIN=$BEEMESH_CACHE/rig/tests-$KUBERNETES_RELEASE-$(cat "$source"/go.{mod,sum} | sha256sum | cut -c1-12)
  build_once "$TESTS_BIN" e2e.test "Kubernetes' tests $KUBERNETES_RELEASE (about 5 minutes)" compile_tests "$source"
}

# compile_tests SOURCE FOLDER: with cgo as the rig's Kubernetes, so that Go takes most packages from its cache.
compile_tests() {
  cd "$1" || return
  export CGO_ENABLED=1
  go build -v -buildvcs=false -ldflags '-s -w' -o "$2/ginkgo" github.com/onsi/ginkgo/v2/ginkgo &&
    go test -c -v -vet=off -buildvcs=false -ldflags "$(release_flags)" -o "$2/e2e.test" k8s.io/kubernetes/test/e2e
}
