{{- define "eyechart.name" -}}
{{- .Values.nameOverride | default .Chart.Name | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- /* 50 characters leave room for `-dashboards` and `-public` within the 63 of a Service's name. */ -}}
{{- define "eyechart.fullname" -}}
{{- $name := include "eyechart.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- /* The longest of the names: 47 and 16 characters are 63. */ -}}
{{- define "eyechart.internalName" -}}
{{- printf "%s-origin-internal" (include "eyechart.fullname" . | trunc 47 | trimSuffix "-") -}}
{{- end -}}

{{- define "eyechart.configMapName" -}}
{{- .Values.existingConfigMap | default (include "eyechart.fullname" .) -}}
{{- end -}}

{{- define "eyechart.claimName" -}}
{{- .Values.persistence.existingClaim | default (include "eyechart.fullname" .) -}}
{{- end -}}

{{- define "eyechart.serviceAccountName" -}}
{{- .Values.serviceAccount.name | default (ternary (include "eyechart.fullname" .) "default" .Values.serviceAccount.create) -}}
{{- end -}}

{{- /* Selectors of a Deployment cannot be changed later: name and release only, and nobody replaces them. */ -}}
{{- define "eyechart.selectorLabels" -}}
app.kubernetes.io/name: {{ include "eyechart.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "eyechart.labels" -}}
{{- $ours := dict
  "helm.sh/chart" (printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-")
  "app.kubernetes.io/version" .Chart.AppVersion
  "app.kubernetes.io/managed-by" .Release.Service
  "app.kubernetes.io/part-of" "eyechart" -}}
{{- merge dict (include "eyechart.selectorLabels" . | fromYaml) .Values.commonLabels $ours | toYaml -}}
{{- end -}}

{{- /* Not selected by the Services: `helm test` is no part of what it asks. */ -}}
{{- define "eyechart.testLabels" -}}
app.kubernetes.io/name: {{ include "eyechart.name" . | trunc 58 }}-test
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "eyechart.image" -}}
{{- $image := .Values.image -}}
{{- $registry := .Values.global.imageRegistry | default $image.registry -}}
{{- $version := ternary (printf "@%s" $image.digest) (printf ":%s" ($image.tag | default .Chart.AppVersion)) (ne $image.digest "") -}}
{{- ternary (printf "%s/" $registry) "" (ne $registry "") }}{{ $image.repository }}{{ $version }}
{{- end -}}

{{- define "eyechart.imagePullSecrets" -}}
{{- with concat .Values.global.imagePullSecrets .Values.imagePullSecrets -}}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end -}}
{{- end -}}
