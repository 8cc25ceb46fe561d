// main.go RULES HOSTS COUNT SECONDS OUT: the rules of table.py in cel-go, a program a rule; missing facts are
// unknowns of its partial evaluation.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"strconv"
	"syscall"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
)

type rules struct {
	Applies                    string
	Rules                      [][2]any
	Booleans, Numbers, Strings []string
}

type host = cel.PartialActivation

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

// Seconds of processor time, the collector's among them.
func processor() float64 {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		log.Fatal(err)
	}
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e9
}

func read(path string, count int, numbers map[string]bool, names []string) (hosts []host) {
	file, err := os.Open(path)
	check(err)
	for lines := bufio.NewScanner(file); lines.Scan() && len(hosts) < count; {
		var facts map[string]any
		check(json.Unmarshal(lines.Bytes(), &facts))
		var missing []*cel.AttributePatternType
		for _, name := range names {
			if value, ok := facts[name]; !ok {
				missing = append(missing, cel.AttributePattern(name))
			} else if numbers[name] {
				facts[name] = int64(value.(float64))
			}
		}
		some, err := cel.PartialVars(facts, missing...)
		check(err)
		hosts = append(hosts, some)
	}
	return hosts
}

func main() {
	var r rules
	text, err := os.ReadFile(os.Args[1])
	check(err)
	check(json.Unmarshal(text, &r))
	count, _ := strconv.Atoi(os.Args[3])
	seconds, _ := strconv.ParseFloat(os.Args[4], 64)
	numbers := map[string]bool{}
	var names []string
	var options []cel.EnvOption
	for k, list := range [][]string{r.Booleans, r.Numbers, r.Strings} {
		for _, name := range list {
			options = append(options, cel.Variable(name, []*cel.Type{cel.BoolType, cel.IntType, cel.StringType}[k]))
			numbers[name] = k == 1
			names = append(names, name)
		}
	}
	env, err := cel.NewEnv(options...)
	check(err)
	compile := func(text string) cel.Program {
		tree, issues := env.Compile(text)
		check(issues.Err())
		program, err := env.Program(tree, cel.EvalOptions(cel.OptOptimize, cel.OptPartialEval))
		check(err)
		return program
	}
	applies := compile(r.Applies)
	var programs []cel.Program
	var levels []int
	for _, rule := range r.Rules {
		levels = append(levels, int(rule[0].(float64)))
		programs = append(programs, compile(rule[1].(string)))
	}
	eval := func(program cel.Program, h host) ref.Val {
		v, _, err := program.Eval(h)
		check(err)
		return v
	}
	judge := func(h host) (best, worst int, applicable bool) {
		a := eval(applies, h)
		if a == types.False {
			return 0, 0, false
		}
		for k, program := range programs {
			if v := eval(program, h); v != types.False {
				worst = max(worst, levels[k])
				if v == types.True && a == types.True {
					best = max(best, levels[k])
				}
			}
		}
		return best, worst, true
	}
	hosts := read(os.Args[2], count, numbers, names)
	out, err := os.Create(os.Args[5])
	check(err)
	for _, h := range hosts {
		if best, worst, ok := judge(h); ok {
			fmt.Fprintf(out, "%d%d\n", best, worst)
		} else {
			fmt.Fprintln(out, "--")
		}
	}
	out.Close()
	judged, start := 0, processor()
	for processor()-start < seconds {
		for k := 0; k < 16; k++ {
			judge(hosts[judged%len(hosts)])
			judged++
		}
	}
	fmt.Println((processor() - start) * 1e9 / float64(judged))
}
