package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"text/template"

	"github.com/BurntSushi/toml"
	"github.com/Masterminds/sprig"
	yamlv3 "gopkg.in/yaml.v3"
	"sigs.k8s.io/yaml"
)

// Nesting of one name through include is limited as in Helm.
const deepestInclude = 1000

func readYAML(text string) (string, error) {
	var value interface{}
	if err := yaml.Unmarshal([]byte(text), &value); err != nil {
		return "", err
	}
	data, err := json.Marshal(value)
	return string(data), err
}

func render(r request) (string, error) {
	values := map[string]interface{}{}
	if err := yaml.Unmarshal([]byte(r.Values), &values); err != nil {
		return "", err
	}
	set, err := parse(r.Order, r.Templates)
	if err != nil {
		return "", err
	}
	var out strings.Builder
	if err := set.ExecuteTemplate(&out, r.Main, values); err != nil {
		return "", err
	}
	return out.String(), nil
}

func parse(order []string, texts map[string]string) (*template.Template, error) {
	set := template.New("gotpl").Option("missingkey=zero")
	bind(set, map[string]int{})
	for _, name := range order {
		if _, err := set.New(name).Parse(texts[name]); err != nil {
			return nil, err
		}
	}
	return set, nil
}

// bind gives a template set the functions Helm gives it. Those that render again are tied to the set.
func bind(set *template.Template, included map[string]int) {
	functions := sprig.TxtFuncMap()
	delete(functions, "env")
	delete(functions, "expandenv")
	for name, function := range own() {
		functions[name] = function
	}
	set.Funcs(functions)
	rebind(set, included)
}

func rebind(set *template.Template, included map[string]int) {
	set.Funcs(template.FuncMap{
		"include": func(name string, data interface{}) (string, error) {
			if included[name] > deepestInclude {
				return "", fmt.Errorf("rendering template has a nested reference name: %s: %w", name, errors.New("unable to execute template"))
			}
			included[name]++
			defer func() { included[name]-- }()
			var out strings.Builder
			err := set.ExecuteTemplate(&out, name, data)
			return out.String(), err
		},
		"tpl": func(text string, data interface{}) (string, error) {
			clone, err := set.Clone()
			if err != nil {
				return "", err
			}
			clone.Option("missingkey=zero")
			rebind(clone, included)
			parsed, err := clone.New(set.Name()).Parse(text)
			if err != nil {
				return "", fmt.Errorf("cannot parse template %q: %w", text, err)
			}
			var out strings.Builder
			if err := parsed.Execute(&out, data); err != nil {
				return "", fmt.Errorf("error during tpl function execution for %q: %w", text, err)
			}
			return strings.ReplaceAll(out.String(), "<no value>", ""), nil
		},
	})
}

func own() template.FuncMap {
	return template.FuncMap{
		"required": func(message string, value interface{}) (interface{}, error) {
			if value == nil || value == "" {
				return value, errors.New(message)
			}
			return value, nil
		},
		"lookup": func(string, string, string, string) map[string]interface{} { return map[string]interface{}{} },
		"getHostByName": func(string) string { return "" },
		"toYaml": func(v interface{}) string {
			data, err := yaml.Marshal(v)
			if err != nil {
				return ""
			}
			return strings.TrimSuffix(string(data), "\n")
		},
		"toYamlPretty": func(v interface{}) string {
			var out bytes.Buffer
			encoder := yamlv3.NewEncoder(&out)
			encoder.SetIndent(2)
			if err := encoder.Encode(v); err != nil {
				return ""
			}
			return strings.TrimSuffix(out.String(), "\n")
		},
		"fromYaml": func(text string) map[string]interface{} {
			m := map[string]interface{}{}
			if err := yaml.Unmarshal([]byte(text), &m); err != nil {
				m["Error"] = err.Error()
			}
			return m
		},
		"fromYamlArray": func(text string) []interface{} {
			a := []interface{}{}
			if err := yaml.Unmarshal([]byte(text), &a); err != nil {
				a = []interface{}{err.Error()}
			}
			return a
		},
		"toJson": func(v interface{}) string {
			data, err := json.Marshal(v)
			if err != nil {
				return ""
			}
			return string(data)
		},
		"fromJson": func(text string) map[string]interface{} {
			m := map[string]interface{}{}
			if err := json.Unmarshal([]byte(text), &m); err != nil {
				m["Error"] = err.Error()
			}
			return m
		},
		"fromJsonArray": func(text string) []interface{} {
			a := []interface{}{}
			if err := json.Unmarshal([]byte(text), &a); err != nil {
				a = []interface{}{err.Error()}
			}
			return a
		},
		"toToml": func(v interface{}) string {
			var out bytes.Buffer
			if err := toml.NewEncoder(&out).Encode(v); err != nil {
				return err.Error()
			}
			return out.String()
		},
		"fromToml": func(text string) map[string]interface{} {
			m := map[string]interface{}{}
			if err := toml.Unmarshal([]byte(text), &m); err != nil {
				m["Error"] = err.Error()
			}
			return m
		},
	}
}
