{{- define "grafana.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name }}{{ else }}{{ .Release.Name }}-{{ .Chart.Name }}{{ end }}
{{- end }}

{{- define "grafana.selectorLabels" -}}
app.kubernetes.io/name: grafana
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "grafana.labels" -}}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{ include "grafana.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
{{- end }}

{{- /* Keeps the password of an earlier install when there is a cluster to ask. */ -}}
{{- define "grafana.password" -}}
{{- $secret := lookup "v1" "Secret" .Release.Namespace (include "grafana.fullname" .) }}
{{- if .Values.adminPassword }}{{ .Values.adminPassword }}
{{- else if $secret }}{{ index $secret "data" "admin-password" | b64dec }}
{{- else }}{{ randAlphaNum 40 }}
{{- end }}
{{- end }}

{{- define "grafana.ini" -}}
{{- range $section, $keys := index .Values "grafana.ini" }}
[{{ $section }}]
{{- range $key, $value := $keys }}
{{ $key }} = {{ tpl (toString $value) $ }}
{{- end }}
{{- end }}
{{- end }}
