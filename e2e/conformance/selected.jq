# From Ginkgo's report of a dry run to the full names of the specs that match $focus, as regular expressions.

def name: (.ContainerHierarchyTexts + [.LeafNodeText]) | join(" ");

.[].SpecReports[]
| select(.LeafNodeType == "It" and .State == "passed")
| name
| select(test($focus))
| gsub("(?<c>[^A-Za-z0-9 _])"; "\\\(.c)")
