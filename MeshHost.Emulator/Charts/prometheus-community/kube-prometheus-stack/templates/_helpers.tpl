{{- define "kps.fullname" -}}
{{- if contains "kube-prometheus-stack" .Release.Name }}{{ .Release.Name | trunc 26 | trimSuffix "-" }}{{ else }}{{ printf "%s-%s" .Release.Name "kube-prometheus-stack" | trunc 26 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "kps.namespace" -}}
{{- .Values.namespaceOverride | default .Release.Namespace }}
{{- end }}

{{- define "kps.labels" -}}
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.Version | quote }}
app.kubernetes.io/part-of: kube-prometheus-stack
chart: {{ .Chart.Name }}-{{ .Chart.Version }}
release: {{ .Release.Name | quote }}
heritage: {{ .Release.Service | quote }}
{{- end }}

{{- /* A selector that follows the releases's own label unless the values say that nil means everything. */ -}}
{{- define "kps.selector" -}}
{{- if .own }}
matchLabels:
  release: {{ .root.Release.Name | quote }}
{{- else }}
{}
{{- end }}
{{- end }}
