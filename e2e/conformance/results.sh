# What the specs came to, and the table of it. Sourced by e2e/conformance/run.

RESULTS=$CONFORMANCE/../target/conformance
readonly TABLE=$CONFORMANCE/../../deploy/docs/conformance.md

# keep_results NODE: replaces, spec by spec, what earlier runs found.
keep_results() {
  local kept=$RESULTS/$1.json found=$RESULTS/$1.found.json
  [ -s "$kept" ] || echo '{}' >"$kept"
  jq -f "$CONFORMANCE/results.jq" "$RESULTS/$1.report.json" >"$found"
  jq --slurp add "$kept" "$found" >"$kept.new"
  mv "$kept.new" "$kept"
  step "on the $1: $(states "$found"); with what earlier runs found: $(states "$kept")"
}

# states FILE: how many specs came to what.
states() { jq -r '[.[].state] | group_by(.) | map("\(length) \(.[0])") | join(", ")' "$1"; }

write_table() {
  [ -s "$RESULTS/kubelet.json" ] && [ -s "$RESULTS/mesh.json" ] || return 0
  jq --null-input --raw-output -f "$CONFORMANCE/table.jq" \
    --slurpfile kubelet "$RESULTS/kubelet.json" --slurpfile mesh "$RESULTS/mesh.json" \
    --rawfile areas <(lines areas) --rawfile reasons <(lines reasons) --rawfile left_out <(lines left-out) \
    --rawfile kubelet_versions "$RESULTS/kubelet.versions" --rawfile mesh_versions "$RESULTS/mesh.versions" \
    --arg date "$(date +%F)" >"$TABLE.new"
  mv "$TABLE.new" "$TABLE"
  step "written: $(realpath "$TABLE")"
}
