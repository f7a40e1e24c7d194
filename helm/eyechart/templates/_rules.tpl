{{- /*
The groups of all files in rules/, without the disabled alerts, with labels and runbooks of the installation. They
are parsed and not rendered: `{{ $labels.route }}` in them is Prometheus' own.
*/ -}}
{{- define "eyechart.ruleGroups" -}}
{{- $values := .Values.prometheusRule -}}
{{- $groups := list -}}{{- $names := list -}}
{{- range $path, $_ := .Files.Glob "rules/*.yaml" -}}
{{- range $group := ($.Files.Get $path | fromYaml).groups -}}
{{- $rules := list -}}
{{- range $rule := $group.rules -}}
{{- $names = append $names $rule.alert -}}
{{- if not (get $values.disabledAlerts ($rule.alert | default "")) -}}
{{- $rules = append $rules (include "eyechart.rule" (list $rule $values) | fromYaml) -}}
{{- end -}}
{{- end -}}
{{- if $rules -}}{{- $groups = append $groups (merge (dict "rules" $rules) $group) -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- range $name := keys $values.disabledAlerts | sortAlpha -}}
{{- if not (has $name $names) -}}
{{- fail (printf "prometheusRule.disabledAlerts.%s: there is no such alert" $name) -}}
{{- end -}}
{{- end -}}
{{- toYaml $groups -}}
{{- end -}}

{{- define "eyechart.rule" -}}
{{- $rule := deepCopy (index . 0) -}}{{- $values := index . 1 -}}
{{- if $rule.alert -}}
{{- $_ := set $rule "labels" (merge dict $rule.labels $values.alertLabels) -}}
{{- with $values.runbookBase -}}
{{- $base := "https://github.com/eyechart/eyechart/blob/main/docs/runbooks" -}}
{{- $_ := set $rule.annotations "runbook_url" ($rule.annotations.runbook_url | replace $base (trimSuffix "/" .)) -}}
{{- end -}}
{{- end -}}
{{- toYaml $rule -}}
{{- end -}}
