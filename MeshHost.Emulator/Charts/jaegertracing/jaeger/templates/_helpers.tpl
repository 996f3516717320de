{{- define "jaeger.fullname" -}}
{{- if contains "jaeger" .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-jaeger{{ end }}
{{- end }}

{{- define "jaeger.selectorLabels" -}}
app.kubernetes.io/name: jaeger
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "jaeger.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{ include "jaeger.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}
