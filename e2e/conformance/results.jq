# From Ginkgo's report to {"full name of a spec": {state, seconds, why}}.

def name: (.ContainerHierarchyTexts + [.LeafNodeText]) | join(" ");

def first_line: split("\n") | map(select(test("\\S"))) | (.[0] // "") | gsub("^\\s+|\\s+$"; "");

[.[].SpecReports[]
 | select(.LeafNodeType == "It" and (.State == "passed" or .State == "failed" or .State == "timedout" or .State == "panicked"
     or (.State == "skipped" and (.Failure.Message // "") != "")))
 | {key: name, value: {
     state: (if .State == "passed" or .State == "skipped" then .State else "failed" end),
     seconds: (.RunTime / 1e9 | round),
     why: (.Failure.Message // "" | first_line | .[0:300])}}]
| from_entries
