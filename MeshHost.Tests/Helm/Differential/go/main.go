// Command render executes templates with Go's own text/template, sprig and sigs.k8s.io/yaml, for comparison.
//
// It reads one JSON request a line from standard input and writes one JSON answer a line to standard output, so that one
// process serves a whole test run. With -bench it measures instead: see bench.go.
package main

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"os"
)

// A request renders template Main of Templates (name to text, parsed in Order) with Values, which are YAML.
type request struct {
	Order     []string          `json:"order"`
	Templates map[string]string `json:"templates"`
	Main      string            `json:"main"`
	Values    string            `json:"values"`
	// Read asks for the JSON form of a YAML text instead of rendering.
	Read *string `json:"read"`
}

// An answer has the output in base64, because it need not be valid UTF-8, or the error.
type answer struct {
	Output string `json:"output"`
	Error  string `json:"error"`
	Failed bool   `json:"failed"`
}

func main() {
	bench := flag.String("bench", "", "folder of a dumped chart to render repeatedly")
	runs := flag.Int("runs", 31, "number of measured runs")
	flag.Parse()
	if *bench != "" {
		if err := measure(*bench, *runs); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}

	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	for {
		line, err := in.ReadBytes('\n')
		if err != nil {
			return
		}
		var r request
		var a answer
		if err := json.Unmarshal(line, &r); err != nil {
			a = answer{Error: err.Error(), Failed: true}
		} else {
			a = serve(r)
		}
		data, err := json.Marshal(a)
		if err != nil {
			panic(err)
		}
		out.Write(append(data, '\n'))
		out.Flush()
	}
}

func serve(r request) (a answer) {
	defer func() {
		if p := recover(); p != nil {
			a = answer{Error: fmt.Sprint("panic: ", p), Failed: true}
		}
	}()
	var text string
	var err error
	if r.Read != nil {
		text, err = readYAML(*r.Read)
	} else {
		text, err = render(r)
	}
	if err != nil {
		return answer{Error: err.Error(), Failed: true}
	}
	return answer{Output: base64.StdEncoding.EncodeToString([]byte(text))}
}
