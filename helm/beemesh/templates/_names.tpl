{{/* Names, labels and other words that several templates use. */}}

{{- define "beemesh.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* Short enough for the longest of the endings that templates add. */}}
{{- define "beemesh.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "beemesh.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "beemesh.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* Names of objects outside of the namespace: two releases may have one name in two namespaces. */}}
{{- define "beemesh.clusterName" -}}
{{- if eq .Release.Namespace "beemesh-system" -}}
{{- include "beemesh.fullname" . -}}
{{- else -}}
{{- printf "%s-%s" .Release.Namespace (include "beemesh.fullname" .) -}}
{{- end -}}
{{- end -}}

{{- define "beemesh.serviceAccount" -}}
{{- default (include "beemesh.fullname" .) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "beemesh.selector" -}}
app.kubernetes.io/name: {{ include "beemesh.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: provider
{{- end -}}

{{- define "beemesh.labels" -}}
app.kubernetes.io/name: {{ include "beemesh.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "beemesh.image" -}}
{{- $repository := printf "%s/%s" .Values.image.registry .Values.image.repository -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Pod Security "restricted", and a root that is read only. */}}
{{- define "beemesh.podSecurity" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile: {type: RuntimeDefault}
{{- end -}}

{{- define "beemesh.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end -}}

{{- define "beemesh.hasPolicy" -}}
{{- if .Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy" }}true{{ end -}}
{{- end -}}

{{/* The nodes that the provider may be: the mesh's own, and those of pools. */}}
{{- define "beemesh.nodes" -}}
{{- prepend .Values.pools .Values.node.name | toJson -}}
{{- end -}}

{{- define "beemesh.nodeUsers" -}}
{{- $users := list -}}
{{- range include "beemesh.nodes" . | fromJsonArray -}}
{{- $users = append $users (printf "system:node:%s" .) -}}
{{- end -}}
{{- $users | toJson -}}
{{- end -}}

{{- define "beemesh.hasValidatingPolicy" -}}
{{- if .Capabilities.APIVersions.Has "admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy" }}true{{ end -}}
{{- end -}}

{{- define "beemesh.cleanupHook" -}}
helm.sh/hook: pre-delete
helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded,hook-failed
{{- end -}}
