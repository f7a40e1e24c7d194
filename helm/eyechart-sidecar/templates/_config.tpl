{{- define "eyechart-sidecar.configMap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ include "eyechart-sidecar.name" . }}
  namespace: {{ .Release.Namespace }}
  labels:
    app.kubernetes.io/name: eyechart-sidecar
    app.kubernetes.io/instance: {{ .Release.Name }}
    app.kubernetes.io/managed-by: {{ .Release.Service }}
    app.kubernetes.io/part-of: eyechart
data:
  eyechart.yaml: |
    {{- include "eyechart-sidecar.config" . | nindent 4 }}
{{- end -}}

{{- /* A pod that probed anything but itself would bill, and page, as often as there are pods. */ -}}
{{- define "eyechart-sidecar.config" -}}
{{- $values := get .Values "eyechart-sidecar" -}}
{{- if not (and $values.config.gateways $values.config.routes) -}}
{{- fail "eyechart-sidecar.config needs a gateway and a route: a sidecar that does not start keeps its pod unready" -}}
{{- end -}}
{{- range $name, $gateway := $values.config.gateways -}}
{{- if not (regexMatch `^https?://(127\.0\.0\.1|localhost|\[::1\])(:[0-9]+)?(/|$)` ($gateway.base_url | default "")) -}}
{{- fail (printf "eyechart-sidecar.config.gateways.%s.base_url is not at 127.0.0.1: a sidecar probes its own pod; others are for the chart eyechart" $name) -}}
{{- end -}}
{{- end -}}
{{- range $key := list "listen" "store" "public" "instance" -}}
{{- if hasKey $values.config $key -}}
{{- fail (printf "eyechart-sidecar.config.%s is set by the library" $key) -}}
{{- end -}}
{{- end -}}
{{- $store := "off" -}}
{{- if $values.memory.enabled -}}{{- $store = dict "path" "/var/lib/eyechart/eyechart.db" -}}{{- end -}}
{{- merge (dict "listen" "0.0.0.0:10275" "store" $store) $values.config | toYaml -}}
{{- end -}}
