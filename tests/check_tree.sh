#!/usr/bin/env bash
# check_tree.sh: the dependency rules between folders, held against the sources.
#
#     tests/check_tree.sh [BUILD]        default: build
#
# tools -> compiler -> runtime -> libc; grammar/ knows the tree's headers alone; PCRE2 is included by
# runtime/text.c alone; files of the host are opened in runtime/host/ alone; only tools/ prints or
# exits. Every line that breaks a rule is shown with the rule. The symbols that the libraries export
# are those of tests/symbols.txt. Comments do not count. Invariant: a rule that looked at no file
# fails.
set -u
cd "$(dirname "$0")/.."
build=${1:-build}
passed=0 failed=0
shopt -s globstar nullglob

# Sources without comments and without the contents of strings that are not includes.
code() {
    awk 'FNR == 1 { inside = 0 } {
        line = $0; out = ""
        while (line != "") {
            if (inside) {
                end = index(line, "*/")
                if (!end) { line = ""; break }
                line = substr(line, end + 2); inside = 0
            } else {
                start = index(line, "/*"); slash = index(line, "//")
                if (slash && (!start || slash < start) && line !~ /"[^"]*\/\//) { out = out substr(line, 1, slash - 1); line = "" }
                else if (!start) { out = out line; line = "" }
                else { out = out substr(line, 1, start - 1); line = substr(line, start + 2); inside = 1 }
            }
        }
        if (out !~ /^[ \t]*#[ \t]*include/) gsub(/"([^"\\]|\\.)*"/, "\"\"", out)
        print FILENAME ":" FNR ":" out
    }' "$@"
}

# rule TEXT PATTERN FILE...: no line of the files may match.
rule() {
    local text=$1 pattern=$2 lines
    shift 2
    if [ $# -eq 0 ]; then
        echo "rule '$text': there is no file to look at"
        failed=$((failed + 1))
        return
    fi
    lines=$(code "$@" | grep -E "^[^:]+:[0-9]+:.*($pattern)")
    if [ -n "$lines" ]; then
        echo "broken: $text"
        printf '%s\n' "$lines" | sed 's/^/    /'
        failed=$((failed + 1))
    else
        passed=$((passed + 1))
    fi
}

except() { # FILE... -- EXCEPTION...: the files without the exceptions
    local files=() f
    while [ "$1" != -- ]; do files+=("$1"); shift; done
    shift
    for f in "${files[@]}"; do
        case " $* " in *" $f "*) ;; *) printf '%s\n' "$f" ;; esac
    done
}

runtime=(runtime/*.[ch] runtime/*.def runtime/host/*.[ch] runtime/host/*.def)
compiler=(compiler/*.[ch] compiler/*.def)
grammar=(grammar/*.l grammar/*.y)
core=(runtime/*.[ch] compiler/*.[ch])

include='#[ \t]*include[ \t]*["<]'
rule "runtime/ does not see compiler/, grammar/ or tools/" "$include[^\">]*(compiler|grammar|tools)/" "${runtime[@]}"
rule "runtime/ does not see the compiler's headers" "$include(caveatc|ast|arena|diag|unit|source)\\.h" "${runtime[@]}"
rule "compiler/ does not see tools/" "$include[^\">]*tools/" "${compiler[@]}"
rule "compiler/ does not gather facts" "$include[^\">]*runtime/host/" "${compiler[@]}"
rule "grammar/ does not see runtime/ or tools/" "$include[^\">]*(runtime|tools)/" "${grammar[@]}"
rule "grammar/ knows the tree and the scanner's state alone" "$include[^\">]*(resolve|check|emit|classes|expr|types|write|unit|map)\\.h" "${grammar[@]}"
mapfile -t files < <(except "${runtime[@]}" "${compiler[@]}" "${grammar[@]}" tools/**/*.[ch] -- runtime/text.c)
rule "PCRE2 is included by runtime/text.c alone" "$include"'pcre' "${files[@]}"
rule "JSON is a matter of tools/" "$include"'jansson' "${runtime[@]}" "${compiler[@]}"

open='(^|[^a-zA-Z0-9_])(open|openat|openat2|fopen|fdopen|freopen|opendir|fdopendir|readlink|readlinkat|stat|lstat|fstatat|access|faccessat|mmap|popen|uname|getauxval)[ \t]*\('
rule "files of the host are opened in runtime/host/ alone" "$open" "${core[@]}" "${grammar[@]}"
print='(^|[^a-zA-Z0-9_])(printf|fprintf|vprintf|vfprintf|puts|fputs|putchar|putc|fputc|fwrite|perror|write|dprintf|syslog)[ \t]*\('
rule "only tools/ prints" "$print" "${core[@]}" runtime/host/*.[ch]
rule "only tools/ exits" '(^|[^a-zA-Z0-9_])(exit|_exit|_Exit|abort|quick_exit|kill)[ \t]*\(|raise[ \t]*\([ \t]*SIG' "${core[@]}" "${grammar[@]}" runtime/host/*.[ch]
rule "only tools/ uses the standard streams" '(^|[^a-zA-Z0-9_])(stdin|stdout|stderr)([^a-zA-Z0-9_]|$)' "${core[@]}" runtime/host/*.[ch]
rule "the libraries read no locale, time or environment" '(^|[^a-zA-Z0-9_])(setlocale|localeconv|getenv|secure_getenv|time|gettimeofday|clock_gettime|localtime|strftime)[ \t]*\(' "${core[@]}" runtime/host/*.[ch]
rule "no commands are run, no threads or signals made" '(^|[^a-zA-Z0-9_])(system|fork|vfork|execl|execlp|execv|execvp|execve|posix_spawn|pthread_create|signal|sigaction)[ \t]*\(' "${core[@]}" "${grammar[@]}" runtime/host/*.[ch]
mapfile -t files < <(except "${core[@]}" runtime/host/*.[ch] -- runtime/env.c)
rule "memory comes from the allocator of the host, by runtime/env.c" '(^|[^a-zA-Z0-9_.>])(malloc|calloc|realloc|free|strdup|strndup|asprintf)[ \t]*\(' "${files[@]}"
rule "no unfinished work" '[^a-zA-Z](TODO|FIXME|XXX)[^a-zA-Z]' "${runtime[@]}" "${compiler[@]}" "${grammar[@]}" tools/**/*.[ch]

# -- exported symbols and mutable globals, from what was built -------------------------------------------
symbols() { # LIBRARY: names of default visibility that it defines
    readelf -sW "$1" | awk '($5 == "GLOBAL" || $5 == "WEAK") && $6 == "DEFAULT" && $7 != "UND" { print $8 }' | LC_ALL=C sort -u
}

if [ -f "$build/libcaveat.a" ] && [ -f "$build/libcaveatc.a" ]; then
    got=$(for l in caveat caveatc; do symbols "$build/lib$l.a" | sed "s/^/lib$l /"; done | grep -vE ' (__asan|__ubsan|__odr_asan|_GLOBAL_)')
    if different=$(diff <(grep -v '^#' tests/symbols.txt) <(printf '%s\n' "$got")); then
        passed=$((passed + 1))
    else
        echo "broken: the libraries export what tests/symbols.txt lists (< listed, > built)"
        printf '%s\n' "$different" | grep '^[<>]' | sed 's/^/    /'
        failed=$((failed + 1))
    fi
    case $build in
    *debug*) ;; # the sanitizers add data of their own
    *)
        data=$(objdump -t "$build/libcaveat.a" "$build/libcaveatc.a" | awk '
            /file format/ { file = $1 }
            / O / && /[ \t](\.data|\.bss|\.tdata|\.tbss|\*COM\*)/ && !/\.data\.rel\.ro/ { print file " " $NF }')
        if [ -z "$data" ]; then
            passed=$((passed + 1))
        else
            echo "broken: the libraries have no data that can change"
            printf '%s\n' "$data" | sed 's/^/    /'
            failed=$((failed + 1))
        fi ;;
    esac
else
    echo "broken: the libraries are not built in $build"
    failed=$((failed + 1))
fi

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
