# Builds programs from Go modules once and keeps them outside the checkout. Sourced.

# build_once FOLDER PROGRAM NAME COMMAND...: has `COMMAND... NEW-FOLDER` build, unless FOLDER has the program already.
# The folder is there whole or not at all, and one builds while others wait. NAME says what it is and how long it takes.
build_once() {
  local folder=$1 program=$2
  [ ! -x "$folder/$program" ] || return 0
  require_go
  mkdir -p "${folder%/*}"
  (
    flock 9
    [ -x "$folder/$program" ] || build "$folder" "${@:3}"
  ) 9>"${folder%/*}/.lock"
}

build() {
  local folder=$1 name=$2 new
  shift 2
  new=$(mktemp -d "${folder%/*}/.build-XXXXXX")
  step "building $name, the first time only (log: $new.log)"
  "$@" "$new" >"$new.log" 2>&1 9>&- &
  report_build $! "$new.log"
  wait $! || {
    tail -n 20 "$new.log" >&2
    die "it did not build: $name" "read $new.log; a network that reaches the Go module proxy is needed"
  }
  chmod 755 "$new"
  mv -T "$new" "$folder"
  rm -f "$new.log"
  step "built: $folder"
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
