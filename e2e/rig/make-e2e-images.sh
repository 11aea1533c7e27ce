# The images of Kubernetes' own end-to-end tests, from Debian packages and Go modules. Sourced by make-images.sh.

readonly E2E=e2e-test-images

make_full() {
  require_go
  require_packages debootstrap=debootstrap
  step "building agnhost and nnp from Kubernetes' sources"
  make_layer agnhost fill_agnhost
  make_layer nnp fill_nnp
  step "unpacking a small Debian for agnhost"
  make_layer debian fill_debian
  push '{"Entrypoint":["/agnhost"],"Cmd":["pause"],"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]}' debian agnhost -- \
    agnhost:{latest,2} $E2E/agnhost:2.{55,63.0}
  push '{"Cmd":["bash"],"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]}' debian -- $E2E/ipc-utils:1.4
  push '{"Env":["PATH=/bin:/usr/bin"],"Cmd":["sh"],"User":"1234"}' busybox -- nonroot:{latest,1} $E2E/nonroot:1.5
  push '{"Env":["PATH=/bin:/usr/bin"],"Cmd":["/usr/local/bin/nnp"]}' busybox nnp -- $E2E/nonewprivs:1.4
}

# build_static FILE PACKAGE: a program of the rig's Kubernetes module, for an image without a C library.
build_static() {
  local target=$PWD/$1
  (cd "$RIG/kubernetes" && CGO_ENABLED=0 go build -buildvcs=false -ldflags '-s -w' -o "$target" "$2")
}

fill_agnhost() {
  local images
  build_static agnhost k8s.io/kubernetes/test/images/agnhost
  images=$(cd "$RIG/kubernetes" && go list -m -f '{{.Dir}}' k8s.io/kubernetes)/test/images
  install -m 644 "$images"/agnhost/porter/localhost.{crt,key} .
  ln -s agnhost agnhost-2
  mkdir uploads
}

# Set-user-id, so that a test can see whether allowPrivilegeEscalation: false is held.
fill_nnp() {
  mkdir -p usr/local/bin
  build_static usr/local/bin/nnp k8s.io/kubernetes/test/images/nonewprivs
  chmod u+s usr/local/bin/nnp
}

fill_debian() {
  local packages=bash,curl,dnsutils,iperf,iproute2,netcat-openbsd,util-linux log=$IMAGES/debootstrap.log
  debootstrap --variant=minbase --include="$packages" bookworm . >"$log" 2>&1 || die "debootstrap failed" "read $log"
  chroot . groupadd --gid 50000 group-defined-in-image
  chroot . useradd --uid 1000 --groups group-defined-in-image user-defined-in-image
  rm -rf var/cache/apt/* var/lib/apt/lists/*
}
