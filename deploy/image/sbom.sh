# What the image is made of, as CycloneDX: the provider's libraries as its build resolved them, and the system's parts.
# Sourced by deploy/image/build.

write_sbom() {
  local resolved=$ROOT/provider/target/beemesh-provider-$VERSION-dependency-cyclonedx.json
  [ -f "$resolved" ] || die "there is no list of the provider's libraries" "build it: ./mvnw -q -DskipTests package"
  # The time of the listing would make every image another one; libraries that only the build uses are not in it.
  jq --argjson system "$(system_parts | jq -c --slurp .)" '
    def scope: [.properties[]? | select(.name == "quarkus:component:scope").value][0];
    del(.metadata.timestamp, .serialNumber)
    | .components |= map(select(scope != "development")) + $system
    | ([.metadata.component["bom-ref"]] + [.components[]["bom-ref"]]) as $kept
    | .dependencies |= map(select(.ref | IN($kept[])) | .dependsOn |= map(select(IN($kept[])))?)
    | .components |= sort_by(.["bom-ref"]) | .dependencies |= sort_by(.ref)' "$resolved"
}

system_parts() {
  local package
  for package in libc6 ca-certificates; do
    component "$package" "$(dpkg-query -W -f '${Version}' "$package")" "pkg:deb/debian/$package"
  done
  component java-runtime "$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release")" \
    pkg:generic/java-runtime
}

# component NAME VERSION PACKAGE
component() {
  jq -nc --arg name "$1" --arg version "$2" --arg purl "$3@$2" \
    '{type: "library", "bom-ref": $purl, name: $name, version: $version, purl: $purl}'
}
