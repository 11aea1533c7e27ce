# Writes an image as an OCI archive with tar and jq alone, so that its bytes depend on no container engine's version.
# Sourced by deploy/image/build and deploy/agent/image; works in $WORK.
# Source: https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md

# layer NAME: makes $WORK/NAME.tar of the folder $WORK/NAME. The same content gives the same bytes.
layer() { archive "$WORK/$1" "$WORK/$1.tar"; }

archive() {
  tar --create --file "$2" --directory "$1" --format=gnu --sort=name --mtime="$CREATED" --numeric-owner --owner=+0 \
    --group=+0 .
}

# write_archive CONFIGURATION LAYER...: writes $OUTPUT, and the manifest's digest to $WORK/digest.
write_archive() {
  local layout=$WORK/layout image=$1 name
  shift
  mkdir -p "$layout/blobs/sha256"
  for name in "$@"; do blob "$WORK/$name.tar" application/vnd.oci.image.layer.v1.tar; done >"$WORK/layers"
  jq -c --slurp --argjson config "$image" --arg created "$CREATED" --arg architecture "$(go_architecture)" \
    '{created: $created, architecture: $architecture, os: "linux", config: $config,
      rootfs: {type: "layers", diff_ids: map(.digest)}}' "$WORK/layers" >"$WORK/config"
  jq -c --slurp --argjson config "$(blob "$WORK/config" application/vnd.oci.image.config.v1+json)" \
    '{schemaVersion: 2, mediaType: "application/vnd.oci.image.manifest.v1+json", config: $config, layers: .}' \
    "$WORK/layers" >"$WORK/manifest"
  blob "$WORK/manifest" application/vnd.oci.image.manifest.v1+json >"$WORK/descriptor"
  jq -c --arg name "$NAME" \
    '{schemaVersion: 2, manifests: [. + {annotations: {"org.opencontainers.image.ref.name": $name}}]}' \
    "$WORK/descriptor" >"$layout/index.json"
  echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
  mkdir -p "$(dirname "$OUTPUT")"
  # One that was not finished has another name.
  archive "$layout" "$OUTPUT.part"
  mv "$OUTPUT.part" "$OUTPUT"
}

# blob FILE TYPE: puts a file into the layout, and prints its descriptor.
blob() {
  local digest
  digest=$(sha256sum "$1" | cut -d' ' -f1)
  ln -f "$1" "$WORK/layout/blobs/sha256/$digest"
  printf '{"mediaType":"%s","digest":"sha256:%s","size":%d}\n' "$2" "$digest" "$(stat -c %s "$1")"
}

image_digest() { jq -r .digest "$WORK/descriptor"; }
