# Finds, or installs, what BeeMesh is built and run with. Sourced by mvnw, deploy/quickstart and the rig.
# After require_jdk JAVA_HOME is set; after require_maven `mvn`, and after require_go `go`, are on the PATH.

source "$(dirname "${BASH_SOURCE[0]}")/say.sh"

readonly JDK_RELEASE=25
readonly GO_RELEASE=1.26.8
# The checksum of Go's own toolchain module, as Go's checksum database has it.
readonly GO_TOOLCHAIN_SUM=h1:ZOmGe1OnfREDMIdb1Qi4G9JSuDPBLGExZMQ4nis1RXM=

BEEMESH_CACHE=${BEEMESH_CACHE:-$HOME/.cache/beemesh}

# Runs a command as root: as it is, or through sudo when that asks nothing.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# install_packages PACKAGE...: installs Debian packages. Prints one line, the rest goes to a log.
install_packages() {
  local log
  log=${TMPDIR:-/tmp}/beemesh-apt-$(id -u).log
  command -v apt-get >/dev/null || die "no apt-get here to install: $*" "install them by hand, then run this again"
  step "installing Debian packages: $* (log: $log)"
  # A stale or foreign package source must not stop us: what counts is whether the packages can be had.
  as_root apt-get update >"$log" 2>&1 || true
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1 && return
  tail -n 5 "$log" >&2
  return 1
}

# require_packages COMMAND=PACKAGE...: installs the packages whose command is missing. A command may be a path.
require_packages() {
  local pair missing=() path=$PATH:/usr/sbin:/sbin
  for pair in "$@"; do
    PATH=$path command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} = 0 ] || install_packages "${missing[@]}" ||
    die "these Debian packages could not be installed: ${missing[*]}" "install them as root, then run this again"
}

# Whether a folder holds a JDK (with a compiler) of the release we need, or a later one.
is_jdk() {
  [ -x "$1/bin/javac" ] && [ -f "$1/release" ] || return 1
  local version
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
  [ "${version:-0}" -ge "$JDK_RELEASE" ]
}

find_jdk() {
  local candidate
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/jdk* "$BEEMESH_CACHE"/jdk/*/usr/lib/jvm/*; do
    if [ -n "$candidate" ] && is_jdk "$candidate"; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  return 1
}

require_jdk() {
  if ! JAVA_HOME=$(find_jdk); then
    install_jdk ||
      die "no JDK $JDK_RELEASE found under /usr/lib/jvm, nor as a Debian package" \
        "install a JDK $JDK_RELEASE, set JAVA_HOME to it, and run this again"
    JAVA_HOME=$(find_jdk) || die "the installed JDK was not found" "set JAVA_HOME to a JDK $JDK_RELEASE"
  fi
  export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
}

# Debian's own package where there is one, else that of a later Debian, beside the system.
install_jdk() {
  local package=openjdk-$JDK_RELEASE-jdk-headless
  as_root apt-get update >/dev/null 2>&1 || true
  if apt-cache show "$package" >/dev/null 2>&1; then
    install_packages "$package"
  else
    source "$(dirname "${BASH_SOURCE[0]}")/debian-jdk.sh"
    unpack_debian_jdk
  fi
}

require_maven() {
  command -v mvn >/dev/null && return
  install_packages maven || die "Maven could not be installed" "install Maven 3.8.7 or later, then run this again"
}

# Whether the Go on the PATH is the release we need or a later one.
is_go() {
  local version
  version=$("$1" env GOVERSION 2>/dev/null) || return 1
  printf 'go%s\n%s\n' "$GO_RELEASE" "${version%% *}" | sort -VC
}

require_go() {
  local go=$BEEMESH_CACHE/go/$GO_RELEASE/bin/go
  if command -v go >/dev/null && is_go go; then return; fi
  [ -x "$go" ] || fetch_go
  export PATH="${go%/*}:$PATH" GOTOOLCHAIN=local
}

# Debian 12 has Go 1.19, which is too old to build Kubernetes but old enough to fetch a newer Go: every Go toolchain is
# also a module. A module keeps no file modes, so the tools are made executable here.
fetch_go() {
  local modules=$BEEMESH_CACHE/go/modules toolchain release_dir=$BEEMESH_CACHE/go/$GO_RELEASE sum
  toolchain=golang.org/toolchain@v0.0.1-go$GO_RELEASE.linux-$(go_architecture)
  require_packages go=golang-go
  step "fetching Go $GO_RELEASE as a Go module"
  mkdir -p "$modules"
  sum=$(cd "$modules" && GOMODCACHE=$modules GOFLAGS=-modcacherw GONOSUMDB=golang.org/toolchain GOTOOLCHAIN=local \
    go mod download -json "$toolchain" | sed -n 's/.*"Sum": "\(.*\)".*/\1/p') ||
    die "Go $GO_RELEASE could not be fetched" "install Go $GO_RELEASE or later by hand, then run this again"
  [ "$(go_architecture)" != amd64 ] || [ "$sum" = "$GO_TOOLCHAIN_SUM" ] ||
    die "the checksum of Go $GO_RELEASE is $sum, expected $GO_TOOLCHAIN_SUM" "install Go $GO_RELEASE by hand"
  chmod -R +x "$modules/$toolchain/bin" "$modules/$toolchain/pkg/tool"
  mv -T "$modules/$toolchain" "$release_dir"
  rm -rf "$modules"
}

go_architecture() {
  case $(uname -m) in
    x86_64) echo amd64 ;;
    aarch64) echo arm64 ;;
    *) uname -m ;;
  esac
}
