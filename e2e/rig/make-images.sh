# Makes images and puts them into a registry, with tar and curl alone. Sourced by e2e/rig/images.
#
# An image is layers (plain tar archives) and a configuration. Both stay in $IMAGES, so each is made once.

readonly LAYOUT=4
source "$RIG/make-e2e-images.sh"
IMAGES=$BEEMESH_CACHE/images/$LAYOUT

# make_images basic|state|full REGISTRY: fills the registry with a set of images, once.
make_images() {
  local set=$1 registry=$2
  [ ! -e "$IMAGES/$set.made" ] || return 0
  mkdir -p "$IMAGES/layers"
  make_set basic
  if [ "$set" != basic ]; then make_set "$set"; fi
}

# One makes a set, others who want it wait; a set that is made is served while another one is being made.
make_set() {
  (
    flock 9
    if [ ! -e "$IMAGES/$1.made" ]; then
      "make_$1"
      touch "$IMAGES/$1.made"
    fi
  ) 9>"$IMAGES/.lock"
}

make_basic() {
  step "making the images busybox and pause"
  make_layer busybox fill_busybox
  make_layer pause fill_pause
  push '{"Env":["PATH=/bin:/usr/bin"],"Cmd":["sh"]}' busybox -- \
    {,library/}busybox:{latest,1,1.36}
  push '{"Entrypoint":["/pause","-P"]}' pause -- pause:{latest,3,3.10.2}
}

# etcd's client beside a shell, and SQLite beside both, for workloads with a store.
make_state() {
  local config='{"Env":["PATH=/usr/local/bin:/bin:/usr/bin"],"Cmd":["sh"]}'
  step "making the images etcd and sqlite-etcd"
  require_packages sqlite3=sqlite3
  ETCD=$("$RIG/etcd" path)
  make_layer etcdctl fill_etcdctl
  make_layer sqlite fill_sqlite
  push "$config" busybox etcdctl -- etcd:3.5.21-0
  push "$config" busybox etcdctl sqlite -- {,library/}sqlite-etcd:1
}

# Beside it what busybox has not.
fill_sqlite() {
  local program library
  mkdir -p usr/bin
  for program in sqlite3 flock; do
    program=$(command -v "$program")
    cp "$program" usr/bin/
    for library in $(ldd "$program" | grep -o '/[^ ]*'); do
      mkdir -p ".${library%/*}"
      cp -L "$library" ".$library"
    done
  done
}

fill_etcdctl() {
  mkdir -p usr/local/bin
  cp "$ETCD/etcdctl" usr/local/bin/etcdctl
}

fill_busybox() {
  local applet binary
  binary=$(command -v busybox)
  mkdir -p bin etc tmp root var usr/bin
  chmod 1777 tmp
  cp "$binary" bin/busybox
  for applet in $("$binary" --list); do [ "$applet" = busybox ] || ln -s busybox "bin/$applet"; done
  printf 'root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n' >etc/passwd
  printf 'root:x:0:\nnogroup:x:65534:\n' >etc/group
}

# Podman's own pause program: it sleeps, and reaps the zombies of a shared process namespace.
fill_pause() { cp "$(command -v catatonit)" pause; }

# make_layer NAME FUNCTION: the function fills the current folder. The same content gives the same bytes.
make_layer() {
  local name=$1 fill=$2 folder
  [ ! -e "$IMAGES/layers/$name.tar" ] || return 0
  folder=$(mktemp -d "$IMAGES/.layer-XXXXXX")
  chmod 755 "$folder"
  (cd "$folder" && "$fill")
  archive "$folder" "$name"
  rm -rf "$folder"
}

archive() {
  tar --create --file "$IMAGES/layers/.$2.tar" --directory "$1" --sort=name --mtime=@0 --numeric-owner --owner=+0 \
    --group=+0 .
  mv "$IMAGES/layers/.$2.tar" "$IMAGES/layers/$2.tar"
}

# push CONFIGURATION LAYER... -- NAME:TAG...: makes an image of layers and gives it names in the registry.
push() {
  local config=$1 layers=() name tag digests='' manifest='' file digest
  shift
  while [ "$1" != -- ]; do layers+=("$IMAGES/layers/$1.tar") && shift; done
  shift
  for file in "${layers[@]}"; do
    digest=$(digest_of "$file")
    digests+=${digests:+,}\"$digest\"
    manifest+=${manifest:+,}$(descriptor application/vnd.oci.image.layer.v1.tar "$file")
  done
  printf '{"architecture":"%s","os":"linux","config":%s,"rootfs":{"type":"layers","diff_ids":[%s]}}' \
    "$(go_architecture)" "$config" "$digests" >"$IMAGES/.config"
  printf '{"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s]}' application/vnd.oci.image.manifest.v1+json \
    "$(descriptor application/vnd.oci.image.config.v1+json "$IMAGES/.config")" "$manifest" >"$IMAGES/.manifest"
  for tag in "$@"; do
    name=${tag%:*}
    for file in "${layers[@]}" "$IMAGES/.config"; do upload "$registry/v2/$name" "$file"; done
    curl -sSf -X PUT -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' --data-binary "@$IMAGES/.manifest" \
      "$registry/v2/$name/manifests/${tag##*:}"
  done
}

digest_of() { printf 'sha256:%s' "$(sha256sum "$1" | cut -d' ' -f1)"; }

descriptor() { printf '{"mediaType":"%s","size":%d,"digest":"%s"}' "$1" "$(stat -c %s "$2")" "$(digest_of "$2")"; }

# upload REPOSITORY FILE: unless the registry has it already.
upload() {
  local digest location
  digest=$(digest_of "$2")
  ! curl -sf --head "$1/blobs/$digest" >/dev/null || return 0
  location=$(curl -sSf -X POST -D - -o /dev/null "$1/blobs/uploads/" | tr -d '\r' | sed -n 's/^[Ll]ocation: //p')
  [[ $location == *\?* ]] && location+="&digest=$digest" || location+="?digest=$digest"
  curl -sSf -X PUT -H 'Content-Type: application/octet-stream' --data-binary "@$2" "$location"
}
