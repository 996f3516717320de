package main

import (
	"encoding/base64"
	"path"
	"strings"

	"github.com/gobwas/glob"
	"sigs.k8s.io/yaml"
)

// A dump is a chart as it comes to be rendered: templates in their order, who owns them, and the values after coalescing.
type dump struct {
	Folder       string                 `json:"folder"`
	Root         string                 `json:"root"`
	Order        []string               `json:"order"`
	Templates    map[string]string      `json:"templates"`
	Execute      []string               `json:"execute"`
	Owners       map[string]string      `json:"owners"`
	Charts       map[string]dumpedChart `json:"charts"`
	Values       map[string]interface{} `json:"values"`
	Release      map[string]interface{} `json:"release"`
	Capabilities dumpedCapabilities     `json:"capabilities"`
}

type dumpedChart struct {
	Fields    map[string]interface{} `json:"fields"`
	Files     map[string][]byte      `json:"files"`
	Subcharts map[string]string      `json:"subcharts"`
}

type dumpedCapabilities struct {
	Version     string   `json:"version"`
	Major       string   `json:"major"`
	Minor       string   `json:"minor"`
	APIVersions []string `json:"apiVersions"`
	Helm        string   `json:"helm"`
}

type kubeVersion struct{ Version, Major, Minor string }

func (v kubeVersion) GitVersion() string { return v.Version }
func (v kubeVersion) String() string     { return v.Version }

type versionSet []string

func (s versionSet) Has(version string) bool {
	for _, v := range s {
		if v == version {
			return true
		}
	}
	return false
}

type buildInfo struct{ Version, GitCommit, GitTreeState, GoVersion, KubeClientVersion string }

type capabilities struct {
	KubeVersion kubeVersion
	APIVersions versionSet
	HelmVersion buildInfo
}

type files map[string][]byte

func (f files) Get(name string) string      { return string(f[name]) }
func (f files) GetBytes(name string) []byte { return f[name] }

func (f files) Glob(pattern string) files {
	g, err := glob.Compile(pattern, '/')
	if err != nil {
		g, _ = glob.Compile("**")
	}
	found := files{}
	for name, data := range f {
		if g.Match(name) {
			found[name] = data
		}
	}
	return found
}

func (f files) Lines(name string) []string {
	text := string(f[name])
	if text == "" {
		return []string{}
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

func (f files) AsConfig() string {
	return f.table(func(data []byte) string { return string(data) })
}

func (f files) AsSecrets() string {
	return f.table(base64.StdEncoding.EncodeToString)
}

func (f files) table(encode func([]byte) string) string {
	table := map[string]string{}
	for name, data := range f {
		table[path.Base(name)] = encode(data)
	}
	data, err := yaml.Marshal(table)
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(string(data), "\n")
}

// bindCharts gives each chart its root; those of subcharts share their tables with their parent's values.
func bindCharts(d dump, at string, values map[string]interface{}, dots map[string]map[string]interface{}) map[string]interface{} {
	chart := d.Charts[at]
	release := map[string]interface{}{}
	for key, value := range d.Release {
		release[key] = value
	}
	release["Revision"] = 1
	subcharts := map[string]interface{}{}
	dot := map[string]interface{}{
		"Chart":   copied(chart.Fields),
		"Files":   files(chart.Files),
		"Release": release,
		"Capabilities": &capabilities{
			KubeVersion: kubeVersion{d.Capabilities.Version, d.Capabilities.Major, d.Capabilities.Minor},
			APIVersions: d.Capabilities.APIVersions,
			HelmVersion: buildInfo{Version: d.Capabilities.Helm},
		},
		"Values":    values,
		"Subcharts": subcharts,
	}
	for name, folder := range chart.Subcharts {
		own, ok := values[name].(map[string]interface{})
		if !ok {
			own = map[string]interface{}{}
		}
		subcharts[name] = bindCharts(d, folder, own, dots)
	}
	dots[at] = dot
	return dot
}

func copied(m map[string]interface{}) map[string]interface{} {
	return copyOf(m).(map[string]interface{})
}

func copyOf(value interface{}) interface{} {
	switch v := value.(type) {
	case map[string]interface{}:
		m := make(map[string]interface{}, len(v))
		for key, item := range v {
			m[key] = copyOf(item)
		}
		return m
	case []interface{}:
		l := make([]interface{}, len(v))
		for i, item := range v {
			l[i] = copyOf(item)
		}
		return l
	default:
		return value
	}
}
