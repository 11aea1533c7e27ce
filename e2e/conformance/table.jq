# The table of all specs, as Markdown.

def pairs: split("\n") | map(select(. != "")) ;
def bars: split("\n") | map(select(. != "") | split(" | ") | {expression: .[0], reason: .[1:] | join(" | ")});

($areas | pairs | map(capture("^(?<area>\\S+) +(?<expression>.*)$"))) as $areas |
($reasons | bars) as $reasons |

def area: . as $name | [$areas[] | select(.expression as $e | $name | test("^" + $e)) | .area][0];
def short: gsub(" \\[[^\\]]+\\]"; "") | gsub("\\[sig-[a-z-]+\\] "; "") | gsub("\\|"; "\\|");
def word: if . == null then "not run" else .state end;
def reason($name; $kubelet; $mesh):
  if $mesh == null then "not run yet"
  elif $mesh.state == "passed" then ""
  else ([$reasons[] | select(.expression as $e | $name | test($e)) | .reason][0])
    // (if $kubelet.state != "passed" then "" else "not yet: " + ($mesh.why // "") end)
  end | gsub("\\|"; "\\|");

[($kubelet[0] + $mesh[0]) | keys[]
 | {name: ., area: area, kubelet: $kubelet[0][.], mesh: $mesh[0][.]}
 | select(.area != null)
 | . + {reason: reason(.name; .kubelet; .mesh)}] as $rows |

def total($rows):
  ($rows | map(select(.kubelet.state == "passed"))) as $passed |
  {specs: ($rows | length), kubelet: ($passed | length),
   both: ($passed | map(select(.mesh.state == "passed")) | length),
   mesh: ($rows | map(select(.mesh.state == "passed")) | length)};

def figures($name): total(.) | "| \($name) | \(.specs) | \(.kubelet) | \(.both) | \(.mesh) |";

"# Kubernetes' own conformance tests",
"",
"The specs of `e2e.test` that are labelled `Conformance` or `NodeConformance`, in the areas that concern a node and need no second",
"one, each on a cluster whose only node is a real kubelet and on one whose only node is the mesh, with one edge host.",
"`e2e/conformance/run` runs them and writes this page. A spec that was not run yet says so.",
"",
"| | |",
"|---|---|",
"| date | \($date) |",
"| kubelet | \($kubelet_versions) |",
"| BeeMesh | \($mesh_versions) |",
"",
"| area | specs | kubelet passes | of these, BeeMesh passes | BeeMesh passes |",
"|---|---|---|---|---|",
($areas[].area as $area | $rows | map(select(.area == $area)) | select(length > 0) | figures($area)),
($rows | figures("total")),
($areas[].area as $area
 | ($rows | map(select(.area == $area))) | select(length > 0)
 | "", "## \($area)", "", "| spec | kubelet | BeeMesh | reason |", "|---|---|---|---|",
   (.[] | "| \(.name | short) | \(.kubelet | word) | \(.mesh | word) | \(.reason) |")),
"", "## left out", "", "| specs | why |", "|---|---|",
($left_out | bars | .[] | "| `\(.expression)` | \(.reason) |")
