package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"time"

	"sigs.k8s.io/yaml"
)

// measure renders a dumped chart repeatedly, prints the median time, and writes what was rendered to rendered.json.
func measure(folder string, runs int) error {
	data, err := os.ReadFile(filepath.Join(folder, "dump.json"))
	if err != nil {
		return err
	}
	var d dump
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}

	const warmUps = 3
	var times []time.Duration
	var before, after runtime.MemStats
	var rendered map[string]string
	if runs == 1 {
		// From process start, nothing is warm.
		rendered, err = once(d)
		return err
	}
	for i := 0; i < runs+warmUps; i++ {
		if i == warmUps {
			runtime.ReadMemStats(&before)
		}
		start := time.Now()
		if rendered, err = once(d); err != nil {
			return err
		}
		if i >= warmUps {
			times = append(times, time.Since(start))
		}
	}
	runtime.ReadMemStats(&after)
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })

	if data, err = json.Marshal(rendered); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "rendered.json"), data, 0o600); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"medianMicroseconds": times[len(times)/2].Microseconds(),
		"minMicroseconds":    times[0].Microseconds(),
		"allocatedBytes":     (after.TotalAlloc - before.TotalAlloc) / uint64(runs),
	})
}

// once loads, renders and sorts as Helm does. Coalescing of values and checking of schemas are spared: the dump has their result.
func once(d dump) (map[string]string, error) {
	if err := load(d.Folder); err != nil {
		return nil, err
	}
	set, err := parse(d.Order, d.Templates)
	if err != nil {
		return nil, err
	}
	dots := map[string]map[string]interface{}{}
	bindCharts(d, d.Root, copied(d.Values), dots)
	rendered := map[string]string{}
	for _, name := range d.Execute {
		owner := d.Owners[name]
		dot := dots[owner]
		dot["Template"] = map[string]interface{}{"Name": name, "BasePath": owner + "/templates"}
		var out strings.Builder
		if err := set.ExecuteTemplate(&out, name, dot); err != nil {
			return nil, err
		}
		rendered[name] = strings.ReplaceAll(out.String(), "<no value>", "")
	}
	return rendered, arrange(rendered)
}

// load reads a chart's files and the YAML among them that Helm reads.
func load(folder string) error {
	return filepath.Walk(folder, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if name := filepath.Base(path); name == "Chart.yaml" || name == "values.yaml" {
			content := map[string]interface{}{}
			return yaml.Unmarshal(data, &content)
		}
		return nil
	})
}

type head struct {
	APIVersion string `json:"apiVersion"`
	Kind       string `json:"kind"`
	Metadata   *struct {
		Name        string            `json:"name"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
}

// arrange reads every document and sorts all by kind.
func arrange(rendered map[string]string) error {
	var heads []head
	for name, text := range rendered {
		if strings.HasSuffix(name, "NOTES.txt") {
			continue
		}
		for _, document := range strings.Split("\n"+text, "\n---") {
			var h head
			if err := yaml.Unmarshal([]byte(document), &h); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			heads = append(heads, h)
		}
	}
	sort.SliceStable(heads, func(i, j int) bool { return heads[i].Kind < heads[j].Kind })
	return nil
}
