{{/* Values that contradict each other end the installation, with what to set instead. */}}
{{- define "beemesh.validate" -}}
{{- $edge := .Values.edge.service -}}
{{- if and (eq $edge.type "ClusterIP") (not .Values.mesh.announce) -}}
{{- fail "edge.service.type=ClusterIP: no host outside of the cluster would find the provider; set mesh.announce to your own address, or the type to LoadBalancer or NodePort" -}}
{{- end -}}
{{- if and (eq $edge.type "ClusterIP") $edge.nodePort -}}
{{- fail (printf "edge.service.nodePort=%v: a Service of type ClusterIP has none; set edge.service.type=NodePort, or leave nodePort away" $edge.nodePort) -}}
{{- end -}}
{{- if and (ne $edge.type "LoadBalancer") (or $edge.loadBalancerClass $edge.loadBalancerSourceRanges) -}}
{{- fail (printf "edge.service.loadBalancer*: they are nothing to a Service of type %s; set edge.service.type=LoadBalancer, or leave them away" $edge.type) -}}
{{- end -}}
{{- if and (gt (int .Values.replicaCount) 1) .Values.mesh.announce -}}
{{- fail (printf "replicaCount=%v with mesh.announce: each provider has a key and addresses of its own; leave mesh.announce empty, so that their Services are announced" .Values.replicaCount) -}}
{{- end -}}
{{- if and (not .Values.serviceAccount.create) (not .Values.serviceAccount.name) -}}
{{- fail "serviceAccount.create=false: the provider would run as the namespace's default account; set serviceAccount.name to the one that is there" -}}
{{- end -}}
{{- $pdb := .Values.podDisruptionBudget -}}
{{- if not (or (kindIs "invalid" $pdb.minAvailable) (kindIs "invalid" $pdb.maxUnavailable)) -}}
{{- fail "podDisruptionBudget: minAvailable and maxUnavailable are both set; set one of them to null" -}}
{{- end -}}
{{- range $kind, $enabled := dict "ServiceMonitor" .Values.metrics.serviceMonitor.enabled "PrometheusRule" .Values.metrics.prometheusRule.enabled -}}
{{- if and $enabled (not ($.Capabilities.APIVersions.Has (printf "monitoring.coreos.com/v1/%s" $kind))) -}}
{{- fail (printf "metrics.%s.enabled=true: the cluster does not know %s (monitoring.coreos.com/v1); install the Prometheus operator first, or set it to false" (untitle $kind) $kind) -}}
{{- end -}}
{{- end -}}
{{- if hasKey .Values.nodeSelector "beemesh.io/mesh" -}}
{{- fail "nodeSelector: the provider cannot run on the node that it makes; leave beemesh.io/mesh away" -}}
{{- end -}}
{{- $own := include "beemesh.properties" . | fromYaml -}}
{{- range $key, $value := .Values.config -}}
{{- if hasKey $own $key -}}
{{- fail (printf "config: %s is set by a value of the chart; use that one (see values.yaml)" $key) -}}
{{- end -}}
{{- end -}}
{{- $node := lookup "v1" "Node" "" .Values.node.name -}}
{{- if and $node (not (hasKey (default dict $node.metadata.labels) "beemesh.io/node")) -}}
{{- fail (printf "node.name=%s: the cluster has a node of that name, which is not BeeMesh's; set node.name to another one" .Values.node.name) -}}
{{- end -}}
{{- end -}}
