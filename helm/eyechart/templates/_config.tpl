{{- /*
The configuration file: `config` with what the chart decides filled in. Listeners are where Services and probes
look, the store is where the volume is mounted; a file that says otherwise is refused here and not at night.
*/ -}}
{{- define "eyechart.config" -}}
{{- $config := deepCopy .Values.config -}}
{{- $listen := $config.listen | default "0.0.0.0:10275" -}}
{{- include "eyechart.assertListen" (list "config.listen" $listen "10275") -}}
{{- $filled := dict "listen" $listen "store" (include "eyechart.store" . | fromYaml).store -}}
{{- if .Values.public.enabled -}}
{{- $public := $config.public | default dict -}}
{{- $address := $public.listen | default "0.0.0.0:10276" -}}
{{- include "eyechart.assertListen" (list "config.public.listen" $address "10276") -}}
{{- $_ := set $filled "public" (merge (dict "listen" $address) $public) -}}
{{- else if hasKey $config "public" -}}
{{- fail "config.public is set, but public.enabled is false: nothing would lead to that listener" -}}
{{- end -}}
{{- with include "eyechart.origin" . | fromYaml -}}{{- $_ := set $filled "origin" . -}}{{- end -}}
{{- include "eyechart.assertSecrets" . -}}
{{- if not (and $config.gateways (or $config.routes $config.discovery)) -}}
{{- fail "config needs a gateway and a route or discovery, or existingConfigMap the name of your own ConfigMap: the daemon does not start without" -}}
{{- end -}}
{{- merge $filled (omit $config "listen" "store" "public" "origin") | toYaml -}}
{{- end -}}

{{- /*
The image origin with its listeners. Under which address the world finds it only the operator knows; the private one is
that of its Service, which pods reach and the world does not, unless `config` names another.
*/ -}}
{{- define "eyechart.origin" -}}
{{- $origin := .Values.config.origin | default dict -}}
{{- $internal := $origin.internal | default dict -}}
{{- $filled := dict -}}
{{- if and (hasKey $origin "internal") (not .Values.origin.internal.enabled) -}}
{{- fail "config.origin.internal is set, but origin.internal.enabled is false: nothing would lead to that listener" -}}
{{- end -}}
{{- if .Values.origin.enabled -}}
{{- $address := $origin.listen | default "0.0.0.0:10277" -}}
{{- include "eyechart.assertListen" (list "config.origin.listen" $address "10277") -}}
{{- if not $origin.url -}}
{{- fail "origin.enabled needs config.origin.url, under which gateways and providers find the Service" -}}
{{- end -}}
{{- $_ := set $filled "listen" $address -}}
{{- else if or $origin.listen $origin.url (and (hasKey .Values.config "origin") (not .Values.origin.internal.enabled)) -}}
{{- fail "config.origin is set, but origin.enabled is false: nothing would lead to that listener" -}}
{{- end -}}
{{- if .Values.origin.internal.enabled -}}
{{- $address := $internal.listen | default "0.0.0.0:10278" -}}
{{- include "eyechart.assertListen" (list "config.origin.internal.listen" $address "10278") -}}
{{- $service := printf "http://%s.%s.svc:%v" (include "eyechart.internalName" .) .Release.Namespace .Values.origin.internal.service.port -}}
{{- $_ := set $filled "internal" (dict "listen" $address "url" ($internal.url | default $service)) -}}
{{- end -}}
{{- merge $filled (deepCopy $origin) | toYaml -}}
{{- end -}}

{{- /* Whether anybody fetches pictures from the pod. */ -}}
{{- define "eyechart.fetchedFrom" -}}
{{- if or .Values.origin.enabled .Values.origin.internal.enabled -}}true{{- end -}}
{{- end -}}

{{- /* `store: off` reaches a template as false: Helm reads YAML 1.1. */ -}}
{{- define "eyechart.store" -}}
{{- $path := "/var/lib/eyechart/eyechart.db" -}}
{{- $store := dict -}}
{{- if hasKey .Values.config "store" -}}{{- $store = .Values.config.store -}}{{- end -}}
{{- if or (eq (toString $store) "false") (eq (toString $store) "off") -}}
store: "off"
{{- else if not (kindIs "map" ($store | default dict)) -}}
{{- fail "config.store takes keys, or off" -}}
{{- else -}}
{{- $store = $store | default dict -}}
{{- if ne (dir ($store.path | default $path)) "/var/lib/eyechart" -}}
{{- fail "config.store.path must be a file in /var/lib/eyechart, where the volume is mounted" -}}
{{- end -}}
{{- dict "store" (merge (dict "path" ($store.path | default $path)) $store) | toYaml -}}
{{- end -}}
{{- end -}}

{{- /* Whether anything is remembered; of a ConfigMap that is not ours only its owner knows. */ -}}
{{- define "eyechart.remembers" -}}
{{- if or .Values.existingConfigMap (kindIs "map" (include "eyechart.store" . | fromYaml).store) -}}true{{- end -}}
{{- end -}}

{{- define "eyechart.assertListen" -}}
{{- $key := index . 0 -}}{{- $listen := toString (index . 1) -}}{{- $port := index . 2 -}}
{{- if not (hasSuffix (printf ":%s" $port) $listen) -}}
{{- fail (printf "%s must have port %s, where Service and probes look" $key $port) -}}
{{- end -}}
{{- if regexMatch `^(127\.|localhost:|\[::1\])` $listen -}}
{{- fail (printf "%s is a loopback address: nobody outside the pod would reach it" $key) -}}
{{- end -}}
{{- end -}}

{{- /* A credential that the file looks for among the mounted ones must be one of them. */ -}}
{{- define "eyechart.assertSecrets" -}}
{{- $places := list (.Values.config.secret | default dict) -}}
{{- $asked := values (.Values.config.gateways | default dict) -}}
{{- range $route := .Values.config.routes -}}
{{- if $route.direct -}}{{- $asked = append $asked $route.direct -}}{{- end -}}
{{- end -}}
{{- range $gateway := $asked -}}
{{- $places = append $places ($gateway.api_key | default dict) -}}
{{- range $key := list "access_key_id" "secret_access_key" "session_token" -}}
{{- $places = append $places (dig "aws" $key dict $gateway) -}}
{{- end -}}
{{- range $header := $gateway.headers -}}
{{- if kindIs "map" $header -}}{{- $places = append $places $header -}}{{- end -}}
{{- end -}}
{{- end -}}
{{- range $place := $places -}}
{{- $name := regexFind `^(/etc/eyechart/)?secrets/[^/]+$` ($place.file | default "") | base -}}
{{- $secret := get $.Values.secrets $name | default dict -}}
{{- if and (ne $name ".") (or (not $secret) (not (dig "file" true $secret))) -}}
{{- fail (printf "config names the file of secret %q, which is not mounted by secrets.%s" $name $name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- /*
What the daemon reads at its start only. A change here must restart the pod; any other is loaded while it runs.
*/ -}}
{{- define "eyechart.readAtStart" -}}
{{- pick (include "eyechart.config" . | fromYaml) "instance" "listen" "log" "max_concurrency" "origin" "public" "secret" "store" | toJson | sha256sum -}}
{{- end -}}
