# A JDK for a Debian that has none of our release: the packages of a later Debian, unpacked into a folder of ours
# together with the C library that they were built for. Nothing of the system is changed. Sourced by toolchain.sh.

readonly JDK_SUITE=trixie
readonly JDK_PACKAGES=("openjdk-$JDK_RELEASE-jdk-headless" "openjdk-$JDK_RELEASE-jre-headless"
  libc6 libgcc-s1 libstdc++6 zlib1g)

unpack_debian_jdk() {
  local root=$BEEMESH_CACHE/jdk/$JDK_SUITE work
  require_packages patchelf=patchelf
  mkdir -p "$BEEMESH_CACHE/jdk"
  work=$(mktemp -d "$BEEMESH_CACHE/jdk/.unpack-XXXXXX")
  step "unpacking JDK $JDK_RELEASE of Debian's $JDK_SUITE into $root (log: $work.log)"
  if ! (prepare_jdk "$work" "$root") >"$work.log" 2>&1; then
    tail -n 5 "$work.log" >&2
    return 1
  fi
  rm -rf "$root"
  mv -T "$work/root" "$root"
  rm -rf "$work" "$work.log"
}

# prepare_jdk WORK ROOT: makes in WORK/root what is to become ROOT.
prepare_jdk() {
  set -e
  local package
  download_packages "$1" "${JDK_PACKAGES[@]}"
  for package in "$1"/packages/*.deb; do dpkg-deb -x "$package" "$1/root"; done
  use_own_configuration "$1/root" "$2"
  use_own_libraries "$1/root" "$2"
}

# download_packages WORK PACKAGE...: from the mirror that this machine takes its packages from; apt checks signatures.
download_packages() {
  local work=$1 mirror
  shift
  mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 == "Debian" && $3 == "main" && !/security/ {print $1; exit}')
  [ -n "$mirror" ] || return 1
  mkdir -p "$work"/{lists,archives}/partial "$work/packages"
  printf 'deb [signed-by=%s] %s %s main\n' /usr/share/keyrings/debian-archive-keyring.gpg "$mirror" "$JDK_SUITE" \
    >"$work/sources.list"
  local options=(-o "Dir::Etc::SourceList=$work/sources.list" -o Dir::Etc::SourceParts=/dev/null
    -o "Dir::State::Lists=$work/lists" -o "Dir::Cache=$work" -o "Dir::Cache::Archives=$work/archives"
    -o APT::Sandbox::User=root)
  apt-get "${options[@]}" update
  cd "$work/packages"
  apt-get "${options[@]}" download "$@"
}

# Debian keeps a JDK's configuration under /etc; ours stays in its folder. The certificates are those of the system.
use_own_configuration() {
  local link target
  find "$1/usr/lib/jvm" -type l -lname '/etc/java*' | while read -r link; do
    target=$(readlink "$link")
    ln -sfn "$2$target" "$link"
  done
}

# Every program of the JDK starts with the loader, and finds the libraries, that came with it.
use_own_libraries() {
  local file home libraries loader
  home=usr/lib/jvm/java-$JDK_RELEASE-openjdk-$(dpkg --print-architecture)
  loader=$(cd "$1" && find usr/lib -name 'ld-linux-*.so.*' | head -n 1)
  libraries=$2/$home/lib:$2/$home/lib/server:$2/${loader%/*}
  for file in "$1/$home"/bin/* "$1/$home"/lib/{jspawnhelper,jexec}; do
    patchelf --set-interpreter "$2/$loader" --force-rpath --set-rpath "$libraries" "$file"
  done
}
