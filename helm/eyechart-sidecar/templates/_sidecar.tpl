{{- /*
For the chart of a gateway; every template takes the root context and reads `.Values.eyechart-sidecar`.

  eyechart-sidecar.container   the item of spec.initContainers
  eyechart-sidecar.volumes     items of spec.volumes
  eyechart-sidecar.podLabels   labels of the pod, for a PodMonitor
  eyechart-sidecar.configMap   the ConfigMap, a document of its own
*/ -}}

{{- define "eyechart-sidecar.name" -}}
{{- printf "%s-eyechart" (.Release.Name | trunc 54 | trimSuffix "-") -}}
{{- end -}}

{{- define "eyechart-sidecar.podLabels" -}}
eyechart-sidecar: "true"
{{- end -}}

{{- define "eyechart-sidecar.container" -}}
{{- $values := get .Values "eyechart-sidecar" -}}
{{- if not (semverCompare ">=1.29.0-0" .Capabilities.KubeVersion.Version) -}}
{{- fail "eyechart-sidecar needs Kubernetes 1.29: before, an init container with restartPolicy Always would keep the pod from starting" -}}
{{- end -}}
name: eyechart
image: {{ include "eyechart-sidecar.image" . | quote }}
imagePullPolicy: {{ $values.image.pullPolicy }}
# An init container that stays: it starts before the gateway and is stopped after it.
restartPolicy: Always
args: [run, -c, /etc/eyechart/eyechart.yaml]
env:
  # No two pods ask the same, and an alert names the pod.
  - {name: EYECHART_INSTANCE, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
  {{- with $values.extraEnv }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
ports:
  - {name: eyechart-ops, containerPort: 10275, protocol: TCP}
{{- /* No startupProbe: the gateway would wait for it. No readinessProbe: the pod would be as ready as its monitor. */}}
{{- with $values.livenessProbe }}
livenessProbe:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $values.resources }}
resources:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  allowPrivilegeEscalation: false
  readOnlyRootFilesystem: true
  runAsNonRoot: true
  runAsUser: 65532
  runAsGroup: 65532
  capabilities: {drop: [ALL]}
  seccompProfile: {type: RuntimeDefault}
volumeMounts:
  - {name: eyechart-config, mountPath: /etc/eyechart, readOnly: true}
  - {name: eyechart-tmp, mountPath: /tmp}
  {{- if $values.memory.enabled }}
  - {name: eyechart-memory, mountPath: /var/lib/eyechart}
  {{- end }}
{{- end -}}

{{- define "eyechart-sidecar.image" -}}
{{- $image := (get .Values "eyechart-sidecar").image -}}
{{- $registry := (.Values.global | default dict).imageRegistry | default $image.registry -}}
{{- $tag := $image.tag | default (index .Subcharts "eyechart-sidecar").Chart.AppVersion -}}
{{- ternary (printf "%s/" $registry) "" (ne $registry "") }}{{ $image.repository -}}
{{- ternary (printf "@%s" $image.digest) (printf ":%s" $tag) (ne $image.digest "") -}}
{{- end -}}

{{- /* No size limits: whoever outgrows one gets the whole pod evicted, the gateway with it. */ -}}
{{- define "eyechart-sidecar.volumes" -}}
{{- $values := get .Values "eyechart-sidecar" -}}
- name: eyechart-config
  projected:
    sources:
      - configMap:
          name: {{ include "eyechart-sidecar.name" . }}
          items:
            - {key: eyechart.yaml, path: eyechart.yaml}
      {{- range $name, $secret := $values.secrets }}
      - secret:
          name: {{ $secret.secretName }}
          items:
            - {key: {{ $secret.key | quote }}, path: {{ printf "secrets/%s" $name | quote }}}
      {{- end }}
- name: eyechart-tmp
  emptyDir: {}
{{- if $values.memory.enabled }}
- name: eyechart-memory
  emptyDir: {}
{{- end }}
{{- end -}}
