# How BeeMesh's scripts speak: progress and errors on standard error, results on standard output. Sourced.

say() { printf '%s\n' "$*" >&2; }

# When the first script began: one that is called by another counts on.
export BEEMESH_BEGAN=${BEEMESH_BEGAN:-$EPOCHSECONDS}

# A line of progress, with the seconds since the beginning.
step() { printf '[%3d s] %s\n' $((EPOCHSECONDS - BEEMESH_BEGAN)) "$*" >&2; }

# die WHAT [NEXT]: says what failed and what to do about it, and ends the script.
die() {
  say "error: $1"
  [ $# -lt 2 ] || say "next:  $2"
  exit 1
}

# Ends the script with exit code 2: it was called in a way that it does not know.
usage_error() {
  say "error: $1"
  say "next:  ${0##*/} --help"
  exit 2
}

# Prints the comment at the head of a script, which is its manual.
print_help() { sed -n '2,/^[^#]/{/^#/!d;s/^# \{0,1\}//;p}' "$1"; }
