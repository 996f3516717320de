{{- /* The labels of one component: dict "root" $ "component" "controller". */ -}}
{{- define "cert-manager.name" -}}
{{- if eq .component "controller" }}cert-manager{{ else }}cert-manager-{{ .component }}{{ end }}
{{- end }}

{{- define "cert-manager.selector" -}}
app.kubernetes.io/name: {{ if eq .component "controller" }}cert-manager{{ else }}{{ .component }}{{ end }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "cert-manager.labels" -}}
app: {{ if eq .component "controller" }}cert-manager{{ else }}{{ .component }}{{ end }}
{{ include "cert-manager.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
{{- end }}

{{- define "cert-manager.image" -}}
{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end }}
