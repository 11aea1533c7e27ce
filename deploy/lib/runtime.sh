# A Java runtime of just the modules that a program uses, the same bytes each time. Sourced by deploy/image/build,
# deploy/agent/build and deploy/agent/image, which set WORK and call require_jdk.

# What the root POM says, and the time that every file gets.
VERSION=$(sed -n '0,/<version>/s:.*<version>\(.*\)</version>.*:\1:p' "$ROOT/pom.xml")
CREATED=$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</.*:\1:p' "$ROOT/pom.xml")

# make_runtime FOLDER MODULE,...
make_runtime() {
  "$JAVA_HOME/bin/jlink" --add-modules "$2" --strip-debug --no-man-pages --no-header-files --compress zip-6 \
    --output "$1"
  # Tools of the runtime that nothing here starts.
  find "$1/bin" -type f ! -name java -delete
}

# share_classes RUNTIME OPTION...: classes read in advance. The archive holds the times of files: see use_one_time.
share_classes() { dump_classes "$1/bin/java" "${@:2}"; }

# share_classes_at FOLDER OPTION...: the same for a folder with java/ and more, which the options call /mnt: the archive
# holds the paths of jars, and a folder that is named anew each time would make every archive another one.
share_classes_at() {
  # shellcheck disable=SC2016
  dump_classes unshare --map-root-user --mount sh -c 'mount --bind "$0" /mnt && exec /mnt/java/bin/java "$@"' "$@"
}

dump_classes() {
  "$@" -Xshare:dump >"$WORK/share.log" 2>&1 ||
    die "Java could not archive its classes: $(tail -n 1 "$WORK/share.log")" "read the command: $*"
}

# use_one_time FOLDER: its files get the time that they have where they are installed.
use_one_time() { find "$1" -exec touch --no-dereference --date "$CREATED" {} +; }

# libraries_of RUNTIME: the loader and every library of the system's that the runtime is linked with.
libraries_of() {
  local file
  find "$1" -name '*.so' -o -path '*/bin/java' | while read -r file; do
    ldd "$file" 2>/dev/null || true
  done | awk '$2 == "=>" && $3 ~ /^\// {print $3} $1 ~ /^\// && $2 ~ /^\(/ {print $1}' | sort -u |
    while read -r file; do [[ $file == "$1"/* ]] || printf '%s\n' "$file"; done
}

# copy_to FOLDER: the files that are named on standard input, to the places that they have here.
copy_to() {
  local file
  while read -r file; do
    mkdir -p "$1${file%/*}"
    cp --dereference "$file" "$1$file"
  done
}
