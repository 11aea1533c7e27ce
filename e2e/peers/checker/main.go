// Checks a history of calls to a store for linearizability, key by key.
//
// Usage: checker HISTORY
//
// A line of the history is a call: {"client":1,"key":"k","op":"put|get|cas|delete","expected":"a","value":"b",
// "known":true,"ok":true,"found":"c","call":1,"return":2}. Times are nanoseconds; of a call with `known` false nobody
// knows whether it happened, nor when. Prints one line; the exit code is 0 if the history is linearizable, 1 if it is
// not, 2 if nobody could say within the time.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"time"

	"github.com/anishathalye/porcupine"
)

const patience = 10 * time.Minute

// A call is a line of the history.
type call struct {
	Client   int    `json:"client"`
	Key      string `json:"key"`
	Op       string `json:"op"`
	Expected string `json:"expected"`
	Value    string `json:"value"`
	Known    bool   `json:"known"`
	OK       bool   `json:"ok"`
	Found    string `json:"found"`
	Call     int64  `json:"call"`
	Return   int64  `json:"return"`
}

// A register holds a value, or nothing: then it is empty.
var register = porcupine.Model{
	Partition: byKey,
	Init:      func() interface{} { return "" },
	Step:      step,
	DescribeOperation: func(input, output interface{}) string {
		return fmt.Sprintf("%+v", input)
	},
}

func step(state, input, _ interface{}) (bool, interface{}) {
	held, asked := state.(string), input.(call)
	switch asked.Op {
	case "put":
		return true, asked.Value
	case "delete":
		return true, ""
	case "get":
		return !asked.Known || asked.Found == held, held
	case "cas":
		swaps := held == asked.Expected
		if asked.Known && asked.OK != swaps {
			return false, held
		}
		if swaps {
			return true, asked.Value
		}
		return !asked.Known || asked.Found == held, held
	}
	return false, held
}

func byKey(history []porcupine.Operation) [][]porcupine.Operation {
	index := map[string]int{}
	var parts [][]porcupine.Operation
	for _, operation := range history {
		key := operation.Input.(call).Key
		at, known := index[key]
		if !known {
			at = len(parts)
			index[key] = at
			parts = append(parts, nil)
		}
		parts[at] = append(parts[at], operation)
	}
	return parts
}

func read(name string) ([]porcupine.Operation, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var history []porcupine.Operation
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var one call
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			return nil, fmt.Errorf("line %d: %w", len(history)+1, err)
		}
		if !one.Known {
			one.Return = math.MaxInt64
		}
		history = append(history,
			porcupine.Operation{ClientId: one.Client, Input: one, Call: one.Call, Return: one.Return})
	}
	return history, lines.Err()
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: checker HISTORY")
		os.Exit(2)
	}
	history, err := read(os.Args[1])
	if err != nil {
		fmt.Fprintf(os.Stderr, "error: %s (expected: a call a line); write the history anew\n", err)
		os.Exit(2)
	}
	violated := 0
	for _, part := range byKey(history) {
		switch porcupine.CheckOperationsTimeout(register, part, patience) {
		case porcupine.Illegal:
			violated++
			fmt.Printf("not linearizable: key %s, %d calls\n", part[0].Input.(call).Key, len(part))
		case porcupine.Unknown:
			fmt.Printf("unknown after %s: key %s, %d calls\n", patience, part[0].Input.(call).Key, len(part))
			os.Exit(2)
		}
	}
	fmt.Printf("%d calls, %d keys, %d violations\n", len(history), len(byKey(history)), violated)
	if violated > 0 {
		os.Exit(1)
	}
}
