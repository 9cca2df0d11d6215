// Command kubectl-reader reads YAML with the code that kubectl reads it with.
//
// Each line of stdin is one text in base64. Each line of stdout is what was read from it:
// {"documents": [...], "error": "..."}. After an error kubectl reads no further, so the error stands for the rest.
package main

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"log"
	"os"

	"k8s.io/apimachinery/pkg/util/yaml"
)

// The size kubectl's resource builder gives its decoder.
const sniffed = 4096

type answer struct {
	Documents []json.RawMessage `json:"documents"`
	Error     string            `json:"error,omitempty"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(make([]byte, 1<<20), 1<<28)
	out := bufio.NewWriter(os.Stdout)
	for lines.Scan() {
		text, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			log.Fatal(err)
		}
		line, err := json.Marshal(read(text))
		if err != nil {
			line, _ = json.Marshal(answer{Documents: []json.RawMessage{}, Error: err.Error()})
		}
		out.Write(append(line, '\n'))
	}
	if err := lines.Err(); err != nil {
		log.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func read(text []byte) (result answer) {
	result.Documents = []json.RawMessage{}
	// Some texts make go-yaml panic; to kubectl that is a file it cannot read.
	defer func() {
		if problem := recover(); problem != nil {
			result.Error = "panic"
		}
	}()
	decoder := yaml.NewYAMLOrJSONDecoder(bytes.NewReader(text), sniffed)
	for {
		var document json.RawMessage
		err := decoder.Decode(&document)
		if err == io.EOF {
			return result
		}
		if err != nil {
			result.Error = err.Error()
			return result
		}
		if len(bytes.TrimSpace(document)) == 0 {
			document = json.RawMessage("null")
		}
		result.Documents = append(result.Documents, document)
	}
}
