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

// A dump holds the inputs of one rendering: the templates in order, and the root value of each executed one.
type dump struct {
	Order     []string          `json:"order"`
	Templates map[string]string `json:"templates"`
	Execute   []string          `json:"execute"`
	Values    string            `json:"values"`
}

// measure renders a dumped chart repeatedly and reads what comes out, as Helm does to sort manifests, and prints the median.
func measure(folder string, runs int) error {
	data, err := os.ReadFile(filepath.Join(folder, "dump.json"))
	if err != nil {
		return err
	}
	var d dump
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}
	var times []time.Duration
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	bytes := 0
	for i := 0; i < runs+3; i++ {
		start := time.Now()
		if bytes, err = once(d); err != nil {
			return err
		}
		if i >= 3 {
			times = append(times, time.Since(start))
		}
	}
	runtime.ReadMemStats(&after)
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	result := map[string]interface{}{
		"medianMicroseconds": times[len(times)/2].Microseconds(),
		"minMicroseconds":    times[0].Microseconds(),
		"allocatedBytes":     (after.TotalAlloc - before.TotalAlloc) / uint64(runs+3),
		"outputBytes":        bytes,
	}
	return json.NewEncoder(os.Stdout).Encode(result)
}

func once(d dump) (int, error) {
	values := map[string]interface{}{}
	if err := yaml.Unmarshal([]byte(d.Values), &values); err != nil {
		return 0, err
	}
	set, err := parse(d.Order, d.Templates)
	if err != nil {
		return 0, err
	}
	total := 0
	for _, name := range d.Execute {
		var out strings.Builder
		if err := set.ExecuteTemplate(&out, name, values); err != nil {
			return 0, err
		}
		text := strings.ReplaceAll(out.String(), "<no value>", "")
		total += len(text)
		for _, document := range strings.Split("\n"+text, "\n---") {
			var head struct {
				Kind     string `json:"kind"`
				Metadata struct {
					Name        string            `json:"name"`
					Annotations map[string]string `json:"annotations"`
				} `json:"metadata"`
			}
			if err := yaml.Unmarshal([]byte(document), &head); err != nil {
				return 0, fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return total, nil
}
