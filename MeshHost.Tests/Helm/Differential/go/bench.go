package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"sort"
	"strings"
	"syscall"
	"time"

	"sigs.k8s.io/yaml"
)

// measure renders a dumped chart repeatedly, prints the best time, and writes the result to rendered.json.
func measure(folder string, runs int) error {
	data, err := os.ReadFile(filepath.Join(folder, "dump.json"))
	if err != nil {
		return err
	}
	var d dump
	if err := json.Unmarshal(data, &d); err != nil {
		return err
	}

	// As many runs and as much processor time as on the other side.
	const warmUps = 10
	const warmUp = 2 * time.Second
	var times []time.Duration
	var before, after runtime.MemStats
	var rendered *result
	if runs == 1 {
		// From process start, nothing is warm.
		rendered, err = once(d)
		return err
	}
	for i, start := 0, processorTime(); i < warmUps || processorTime()-start < warmUp; i++ {
		if rendered, err = once(d); err != nil {
			return err
		}
	}
	runtime.ReadMemStats(&before)
	used := processorTime()
	for i := 0; i < runs; i++ {
		start := time.Now()
		if rendered, err = once(d); err != nil {
			return err
		}
		times = append(times, time.Since(start))
	}
	used = processorTime() - used
	runtime.ReadMemStats(&after)
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })

	if data, err = json.Marshal(rendered); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(folder, "rendered.json"), data, 0o600); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(map[string]interface{}{
		"bestMicroseconds":      times[0].Microseconds(),
		"processorMicroseconds": used.Microseconds() / int64(runs),
		"allocatedBytes":        (after.TotalAlloc - before.TotalAlloc) / uint64(runs),
	})
}

// processorTime is what all threads have used.
func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// once loads, renders and sorts as Helm does. Coalescing of values and checking of schemas are spared: the dump has their result.
func once(d dump) (*result, error) {
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
	return arrange(rendered)
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
