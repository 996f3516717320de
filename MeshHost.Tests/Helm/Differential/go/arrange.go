package main

import (
	"fmt"
	"regexp"
	"sort"
	"strings"
	"unicode"

	"sigs.k8s.io/yaml"
)

// A result is what a chart became: its rendered files, and the documents of all of them in the order of installation.
type result struct {
	Files     map[string]string `json:"files"`
	Documents []document        `json:"documents"`
	Hooks     []document        `json:"hooks"`
}

type document struct {
	Path string `json:"path"`
	Text string `json:"text"`
	kind string
}

type head struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   *struct {
		Name        string            `json:"name"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
}

var separator = regexp.MustCompile(`(?m)^---[ \t]*`)

// The kinds in the order in which Helm 4 installs them.
var order = rank(`PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount
	Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition ClusterRole ClusterRoleList
	ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList Service DaemonSet Pod ReplicationController
	ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob IngressClass Ingress APIService
	MutatingWebhookConfiguration ValidatingWebhookConfiguration`)

func rank(kinds string) map[string]int {
	ranks := map[string]int{}
	for i, kind := range strings.Fields(kinds) {
		ranks[kind] = i
	}
	return ranks
}

// arrange splits the files into documents, reads each, takes the hooks out, and sorts by kind.
func arrange(files map[string]string) (*result, error) {
	r := &result{Files: files}
	paths := make([]string, 0, len(files))
	for path := range files {
		if !strings.HasSuffix(path, "NOTES.txt") {
			paths = append(paths, path)
		}
	}
	sort.Strings(paths)
	for _, path := range paths {
		for _, text := range separator.Split(strings.TrimLeftFunc(files[path], unicode.IsSpace), -1) {
			text = strings.TrimLeftFunc(text, unicode.IsSpace)
			if text == "" {
				continue
			}
			var h head
			if err := yaml.Unmarshal([]byte(text), &h); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			d := document{path, text, h.Kind}
			if h.Metadata != nil && h.Metadata.Annotations["helm.sh/hook"] != "" {
				r.Hooks = append(r.Hooks, d)
			} else {
				r.Documents = append(r.Documents, d)
			}
		}
	}
	sortByKind(r.Documents)
	sortByKind(r.Hooks)
	return r, nil
}

// sortByKind keeps the order of documents of one kind; kinds that are not listed come last, by name.
func sortByKind(documents []document) {
	sort.SliceStable(documents, func(i, j int) bool {
		a, b := documents[i].kind, documents[j].kind
		x, listedA := order[a]
		y, listedB := order[b]
		if listedA && listedB {
			return x < y
		}
		if listedA != listedB {
			return listedA
		}
		return a < b
	})
}
