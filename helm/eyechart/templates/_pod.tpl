{{- define "eyechart.podMetadata" -}}
{{- $annotations := deepCopy .Values.podAnnotations -}}
{{- if not .Values.existingConfigMap -}}
{{- $_ := set $annotations "checksum/read-at-start" (include "eyechart.readAtStart" .) -}}
{{- if .Values.rollOnConfigChange -}}
{{- $_ := set $annotations "checksum/config" (include "eyechart.config" . | sha256sum) -}}
{{- end -}}
{{- end -}}
labels:
  {{- merge dict (include "eyechart.selectorLabels" . | fromYaml) .Values.podLabels .Values.commonLabels | toYaml | nindent 2 }}
{{- with $annotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "eyechart.container" -}}
name: eyechart
image: {{ include "eyechart.image" . | quote }}
imagePullPolicy: {{ .Values.image.pullPolicy }}
args: [run, -c, /etc/eyechart/eyechart.yaml]
{{- with include "eyechart.env" . | fromYamlArray }}
env:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  - {name: http, containerPort: 10275, protocol: TCP}
  {{- if .Values.public.enabled }}
  - {name: public, containerPort: 10276, protocol: TCP}
  {{- end }}
  {{- if .Values.origin.enabled }}
  - {name: origin, containerPort: 10277, protocol: TCP}
  {{- end }}
  {{- if .Values.origin.internal.enabled }}
  - {name: origin-internal, containerPort: 10278, protocol: TCP}
  {{- end }}
{{- range $probe := list "startupProbe" "livenessProbe" "readinessProbe" }}
{{- with get $.Values $probe }}
{{ $probe }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- with .Values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- toYaml .Values.securityContext | nindent 2 }}
volumeMounts:
  # The whole folder: what is mounted by subPath never changes again.
  - {name: config, mountPath: /etc/eyechart, readOnly: true}
  - {name: tmp, mountPath: /tmp}
  {{- if include "eyechart.remembers" . }}
  - {name: memory, mountPath: /var/lib/eyechart}
  {{- end }}
  {{- with .Values.extraVolumeMounts }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- end -}}

{{- /*
Two pods of a rollout must not ask the same, so each is an instance of its own. One that remembers stays the
same instance under another pod's name, and there is never more than one of it.
*/ -}}
{{- define "eyechart.env" -}}
{{- $env := list -}}
{{- if not .Values.persistence.enabled -}}
{{- $field := dict "fieldRef" (dict "fieldPath" "metadata.name") -}}
{{- $env = append $env (dict "name" "EYECHART_INSTANCE" "valueFrom" $field) -}}
{{- end -}}
{{- range $secret := .Values.secrets -}}
{{- with $secret.env -}}
{{- $ref := dict "name" $secret.secretName "key" $secret.key -}}
{{- $env = append $env (dict "name" . "valueFrom" (dict "secretKeyRef" $ref)) -}}
{{- end -}}
{{- end -}}
{{- concat $env .Values.extraEnv | toYaml -}}
{{- end -}}

{{- define "eyechart.volumes" -}}
# One volume, so that the file and its credentials change at one moment.
- name: config
  projected:
    sources:
      - configMap:
          name: {{ include "eyechart.configMapName" . }}
          items:
            - {key: {{ ternary .Values.existingConfigMapKey "eyechart.yaml" (ne .Values.existingConfigMap "") | quote }}, path: eyechart.yaml}
      {{- range $name, $secret := .Values.secrets }}
      {{- if dig "file" true $secret }}
      - secret:
          name: {{ $secret.secretName }}
          items:
            - {key: {{ $secret.key | quote }}, path: {{ printf "secrets/%s" $name | quote }}}
      {{- end }}
      {{- end }}
- name: tmp
  emptyDir: {sizeLimit: 64Mi}
{{- if include "eyechart.remembers" . }}
- name: memory
  {{- if .Values.persistence.enabled }}
  persistentVolumeClaim: {claimName: {{ include "eyechart.claimName" . }}}
  {{- else }}
  emptyDir: {sizeLimit: {{ .Values.persistence.size }}}
  {{- end }}
{{- end }}
{{- with .Values.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}
