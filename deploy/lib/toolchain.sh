# Finds, or installs, what BeeMesh is built and run with. Sourced by mvnw, deploy/quickstart and e2e/verify.
# After require_jdk JAVA_HOME is set; after require_maven `mvn` is on the PATH.

readonly JDK_RELEASE=25

say() { printf '%s\n' "$*" >&2; }

die() {
  say "error: $1"
  [ $# -lt 2 ] || say "next:  $2"
  exit 1
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
  for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* /opt/jdk* "${BEEMESH_CACHE:-$HOME/.cache/beemesh}"/jdk*; do
    if [ -n "$candidate" ] && is_jdk "$candidate"; then
      printf '%s' "$candidate"
      return 0
    fi
  done
  return 1
}

# Installs Debian packages; asks sudo when not root. Prints one line, the rest goes to a log.
install_packages() {
  local log=${TMPDIR:-/tmp}/beemesh-apt.log sudo=()
  [ "$(id -u)" = 0 ] || sudo=(sudo -n)
  command -v apt-get >/dev/null || die "no apt-get to install: $*" "install them by hand, then run this again"
  say "installing: $* (log: $log)"
  # A stale or foreign package source must not stop us: what counts is whether the packages can be had.
  "${sudo[@]}" apt-get update >"$log" 2>&1 || true
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$@" >>"$log" 2>&1
}

require_jdk() {
  if ! JAVA_HOME=$(find_jdk); then
    install_packages "openjdk-$JDK_RELEASE-jdk-headless" || install_packages "temurin-$JDK_RELEASE-jdk" ||
      die "no JDK $JDK_RELEASE found under /usr/lib/jvm, nor as a Debian package" \
        "install a JDK $JDK_RELEASE, set JAVA_HOME to it, and run this again"
    JAVA_HOME=$(find_jdk) || die "the installed JDK was not found" "set JAVA_HOME to a JDK $JDK_RELEASE"
  fi
  export JAVA_HOME PATH="$JAVA_HOME/bin:$PATH"
}

require_maven() {
  command -v mvn >/dev/null && return
  install_packages maven || die "Maven could not be installed" "install Maven 3.8.7 or later, then run this again"
}
