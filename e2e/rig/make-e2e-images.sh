# The images of Kubernetes' own end-to-end tests, from Debian packages and Go modules. Sourced by make-images.sh.

readonly E2E=e2e-test-images

make_full() {
  require_go
  require_packages debootstrap=debootstrap bash-static=bash-static gcc=gcc
  step "building agnhost and nnp from Kubernetes' sources"
  make_layer agnhost fill_agnhost
  make_layer nnp fill_nnp
  step "unpacking a small Debian for agnhost"
  make_layer debian fill_debian
  push '{"Entrypoint":["/agnhost"],"Cmd":["pause"],"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]}' debian agnhost -- \
    agnhost:{latest,2} $E2E/agnhost:2.{55,63.0}
  push '{"Cmd":["bash"],"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]}' debian -- \
    $E2E/{ipc-utils:1.4,glibc-dns-testing:2.0.0}
  make_web_images
  make_layer shell fill_shell
  push '{"Env":["PATH=/bin:/usr/bin"],"Cmd":["sh"]}' busybox shell -- $E2E/busybox:1.3{6.1,7.0}-1
  push '{"Env":["PATH=/bin:/usr/bin"],"Cmd":["sh"],"User":"1234"}' busybox -- nonroot:{latest,1} $E2E/nonroot:1.5
  push '{"Env":["PATH=/bin:/usr/bin"],"Cmd":["/usr/local/bin/nnp"]}' busybox nnp -- $E2E/nonewprivs:1.4
}

# A web server, and two sites of agnhost's that look different.
make_web_images() {
  local site
  make_layer nginx fill_nginx
  push '{"Entrypoint":["nginx","-c","/nginx.conf"],"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]}' debian nginx -- \
    $E2E/nginx:1.{15-4,27-0}
  for site in nautilus kitten; do
    make_layer "$site" fill_site
    push '{"Entrypoint":["/agnhost"],"Cmd":["test-webserver"],"Env":["PATH=/usr/sbin:/usr/bin:/sbin:/bin"]}' \
      debian agnhost "$site" -- "$E2E/$site:1.8"
  done
}

# build_static FILE PACKAGE: a program of the rig's Kubernetes module, for an image without a C library.
build_static() {
  local target=$PWD/$1
  (cd "$RIG/kubernetes" && CGO_ENABLED=0 go build -buildvcs=false -ldflags '-s -w' -o "$target" "$2")
}

fill_agnhost() {
  build_static agnhost k8s.io/kubernetes/test/images/agnhost
  install -m 644 "$(image_sources)"/agnhost/porter/localhost.{crt,key} .
  ln -s agnhost agnhost-2
  mkdir uploads
}

image_sources() { printf '%s/test/images' "$(cd "$RIG/kubernetes" && go list -m -f '{{.Dir}}' k8s.io/kubernetes)"; }

# Called with the name of the site in `site`.
fill_site() { install -m 644 "$(image_sources)/$site"/html/* .; }

# Its output is the container's, its site where nginx' own image has it.
fill_nginx() {
  cat >nginx.conf <<'NGINX'
daemon off;
error_log /dev/stderr;
events {}
http {
  include /etc/nginx/mime.types;
  access_log /dev/stdout;
  server { listen 80; root /usr/share/nginx/html; }
}
NGINX
}

# The specs look for variables with dashes and dots in their names. Debian's busybox drops such a name from what its
# commands inherit; bash passes it on, but words its errors otherwise than the specs expect. So it is either of the two.
fill_shell() {
  mkdir bin
  cp "$(command -v bash-static)" bin/bash
  gcc -static -Os -s -x c -o bin/sh - <<'C'
#include <string.h>
#include <unistd.h>

extern char **environ;

int main(int count, char **words) {
  const char *plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_";
  for (char **variable = environ; *variable; variable++)
    if ((*variable)[strspn(*variable, plain)] != '=') return execv("/bin/bash", words);
  return execv("/bin/ash", words);
}
C
}

# Set-user-id, so that a test can see whether allowPrivilegeEscalation: false is held.
fill_nnp() {
  mkdir -p usr/local/bin
  build_static usr/local/bin/nnp k8s.io/kubernetes/test/images/nonewprivs
  chmod u+s usr/local/bin/nnp
}

fill_debian() {
  local packages=bash,curl,dnsutils,iperf,iproute2,netcat-openbsd,nginx-light,util-linux log=$IMAGES/debootstrap.log
  debootstrap --variant=minbase --include="$packages" bookworm . >"$log" 2>&1 || die "debootstrap failed" "read $log"
  chroot . groupadd --gid 50000 group-defined-in-image
  chroot . useradd --uid 1000 --groups group-defined-in-image user-defined-in-image
  rm -rf var/cache/apt/* var/lib/apt/lists/*
}
