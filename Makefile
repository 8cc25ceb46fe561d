# caveat: targets are all check debug stress bench bench-compile docs install emulate clean.
#
# Knobs (make NAME=value):
CC       = gcc
CFLAGS   = -O2 -g
PREFIX   = /usr/local
DESTDIR  =
REGEX    = yes# no: the runtime without PCRE2; programs that hold patterns are refused
WERROR   = # -Werror in CI
B        = build# where everything made goes
SANITIZE = # -fsanitize=address,undefined for `make debug`

WARN = -Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wpointer-arith \
       -Wcast-qual -Wwrite-strings -Wvla -Wformat=2 $(WERROR)
STD  = -std=c11 -D_GNU_SOURCE -fvisibility=hidden
CPP_DEPS = -MMD -MP
ALL_CFLAGS = $(STD) $(CFLAGS) $(SANITIZE) $(WARN) $(CPP_DEPS)
PCRE = -lpcre2-8
ifeq ($(REGEX),no)
ALL_CFLAGS += -DCAV_NO_PCRE2
PCRE =
endif
# A command without shared libraries starts a fifth faster; fleet, which loads modules, is then a program beside
# it. A program with all that is asked of the linker is tried: not every C library starts one.
ALONE_FLAGS = -static-pie -Wl,-z,pack-relative-relocs
STATIC := $(if $(SANITIZE),no,$(shell t=$$(mktemp) && \
            echo 'const char *volatile s = "s"; int main(void) { return *s != 115; }' | \
            $(CC) -fPIE $(ALONE_FLAGS) -x c - -o $$t $(PCRE) -ljansson 2>/dev/null && $$t && echo yes; rm -f $$t))# no: shared
ifeq ($(STATIC),yes)
ALL_CFLAGS += -fPIE
endif

RUNTIME  := $(wildcard runtime/*.c runtime/host/*.c)
COMPILER := $(wildcard compiler/*.c)
# the command, and the parts of it that are more than a verb: each a folder
TOOL     := $(wildcard $(addsuffix /*.c,$(addprefix tools/,caveat doc lsp prover fleet)))
obj = $(patsubst %.c,$(B)/%.o,$(1))
GRAMMAR_O = $(B)/grammar/caveat.tab.o $(B)/grammar/caveat.lex.o

# The scanner of fleet, where simdjson and a C++ compiler are: a module that fleet alone loads.
SIMDJSON := $(shell pkg-config --exists simdjson 2>/dev/null && command -v g++ >/dev/null && echo yes)# no: jansson alone
CXX      = g++
SCANNER  = $(if $(filter yes,$(SIMDJSON)),$(B)/caveat-simdjson.so)

# The reader of Arrow of fleet, where its C++ library is: a module that is loaded for such an input alone.
# A library that pkg-config does not know is named by ARROW=yes, ARROW_CFLAGS and ARROW_LIBS (docs/fleet.md).
ARROW := $(shell pkg-config --exists 'arrow >= 15' 2>/dev/null && command -v g++ >/dev/null && echo yes)# no: NDJSON and CSV alone
ARROW_CFLAGS = $(shell pkg-config --cflags arrow)
ARROW_LIBS   = $(shell pkg-config --libs arrow)
READER   = $(if $(filter yes,$(ARROW)),$(B)/caveat-arrow.so)

FLEET = $(if $(filter yes,$(STATIC)),$(if $(SCANNER)$(READER),$(B)/caveat-fleet))

# The helper of check --guests, where libvirt's headers are: no other call loads libvirt.
LIBVIRT := $(shell pkg-config --exists libvirt libxml-2.0 2>/dev/null && echo yes)
GUESTS   = $(LIBVIRT:yes=$(B)/caveat-guests)

all: $(B)/caveat $(GUESTS) $(FLEET) $(SCANNER) $(READER)

# -- the libraries ---------------------------------------------------------------------------------
$(B)/libcaveat.a: $(call obj,$(RUNTIME))
	rm -f $@ && ar rcsD $@ $^
$(B)/libcaveatc.a: $(call obj,$(COMPILER)) $(GRAMMAR_O) $(B)/examples.o
	rm -f $@ && ar rcsD $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

# -- what docs/diagnostics/ shows of each diagnostic, for `explain` and the reference page -------------
$(B)/mkexamples: $(B)/tools/mkexamples.o
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^
$(B)/examples.c: $(B)/mkexamples $(wildcard docs/diagnostics/*.md)
	$(B)/mkexamples $(wordlist 2,$(words $^),$^) > $@.tmp && mv $@.tmp $@
$(B)/examples.o: $(B)/examples.c
	$(CC) $(ALL_CFLAGS) -I. -c $< -o $@

# -- the grammar: generated code has its own, milder warnings ----------------------------------------
$(B)/grammar/caveat.tab.c: grammar/caveat.y
	@mkdir -p $(@D)
	bison -Wall -Werror -d -o $@ $<
$(B)/grammar/caveat.lex.c: grammar/caveat.l $(B)/grammar/caveat.tab.c
	@mkdir -p $(@D)
	flex -o $@ $<
$(B)/grammar/%.o: $(B)/grammar/%.c
	$(CC) $(STD) $(CFLAGS) $(SANITIZE) -Wall -Wextra -Wno-unused-function -Wno-sign-compare $(WERROR) $(CPP_DEPS) -I. -I$(B)/grammar -c $< -o $@

# style and script of the HTML page, each a string in C
$(B)/%.inc: tools/doc/%
	sed 's/[\\"]/\\&/g; s/^/"/; s/$$/\\n"/' $< > $@
$(B)/tools/doc/html.o: ALL_CFLAGS += -I$(B)
$(B)/tools/doc/html.o: $(B)/page.css.inc $(B)/page.js.inc

# the files of the compiler that know the tokens' numbers
TOKENS_O = $(patsubst %,$(B)/compiler/%.o,parse recover tokens)
$(TOKENS_O): ALL_CFLAGS += -I. -I$(B)/grammar
$(TOKENS_O): | $(B)/grammar/caveat.tab.c

# -- the command, with the packs in it -----------------------------------------------------------------
PACKS = rhel8-nested kernel-nested
$(B)/mkpack: $(B)/tools/mkpack.o $(B)/libcaveatc.a $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE)
CATALOGUES = $(wildcard rules/po/*.po)
$(B)/packs.c: $(B)/mkpack Makefile $(wildcard rules/*.cav) $(CATALOGUES)
	$(B)/mkpack $(PACKS:%=rules/%.cav) --po $(CATALOGUES) > $@.tmp && mv $@.tmp $@
$(B)/packs.o: $(B)/packs.c
	$(CC) $(ALL_CFLAGS) -I. -c $< -o $@
LOADS = $(B)/tools/fleet/module.o# or, where nothing can be loaded:
ALONE = $(B)/tools/fleet/alone.o
PARTS = $(filter-out $(LOADS) $(ALONE),$(call obj,$(TOOL))) $(B)/packs.o
LIBS  = $(B)/libcaveatc.a $(B)/libcaveat.a
LINK  = $(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE) -ljansson -lpthread
ifeq ($(STATIC),yes)
$(B)/caveat: $(PARTS) $(ALONE) $(LIBS) | $(FLEET)
	$(LINK) $(ALONE_FLAGS)
$(B)/caveat-fleet: $(PARTS) $(LOADS) $(LIBS)
	$(LINK) -ldl
else
$(B)/caveat: $(PARTS) $(LOADS) $(LIBS)
	$(LINK) -ldl
endif

$(B)/caveat-simdjson.so: tools/fleet/scan_simdjson.cc tools/fleet/scan.h
	$(CXX) -std=c++17 -O3 -g -fPIC -shared -fvisibility=hidden -fno-exceptions -fno-rtti -DNDEBUG $(SANITIZE) -Wall -Wextra $(WERROR) -o $@ $< -lsimdjson
$(B)/caveat-arrow.so: tools/fleet/arrow_reader.cc tools/fleet/arrow.h
	$(CXX) -std=c++20 -O3 -g -fPIC -shared -fvisibility=hidden -DNDEBUG $(SANITIZE) -Wall -Wextra $(WERROR) $(ARROW_CFLAGS:-I%=-isystem %) -o $@ $< $(ARROW_LIBS)

$(B)/tools/guests/%.o: ALL_CFLAGS += $(shell pkg-config --cflags libvirt libxml-2.0 2>/dev/null)
$(B)/caveat-guests: $(call obj,$(wildcard tools/guests/*.c))
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(shell pkg-config --libs libvirt libxml-2.0) -ljansson

# -- tests: one runner, one closing line ---------------------------------------------------------------
# A program for each tests/unit/test_*.c, with the other files there; judge.c answers thousands of
# questions in one process, forms.c formats as many texts; the library without PCRE2 must refuse patterns.
UNIT    := $(wildcard tests/unit/test_*.c)
HELPERS := $(filter-out $(UNIT),$(wildcard tests/unit/*.c))
TESTS    = $(UNIT:tests/unit/%.c=$(B)/tests/%) $(B)/tests/judge $(B)/tests/forms $(B)/tests/compile \
	$(B)/noregex/tests/judge

$(B)/tests/test_%: $(B)/tests/unit/test_%.o $(call obj,$(HELPERS)) $(B)/libcaveatc.a $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ -lcmocka $(PCRE)
$(B)/tests/judge: $(B)/tests/judge.o $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE)
$(B)/tests/forms: $(B)/tests/forms.o $(B)/libcaveatc.a $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE)
$(B)/tests/compile: $(B)/tests/bench/compile.o $(B)/libcaveatc.a $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE)
ifneq ($(REGEX),no)
$(B)/noregex/tests/judge: $(RUNTIME) $(wildcard runtime/*.h runtime/*.def runtime/host/*) tests/judge.c
	+$(MAKE) --no-print-directory B=$(B)/noregex REGEX=no $@
endif

check: all docs $(TESTS) $(B)/bench/wide $(B)/bench/pack.img
	CC='$(CC)' python3 tests/run.py --build $(B) $(CHECK)
DEBUG = B=build/debug CFLAGS='-O1 -g -fno-omit-frame-pointer' \
	SANITIZE='-fsanitize=address,undefined -fno-sanitize-recover=undefined'
stress: # many more random cases; those of the formatter and the language server under ASan and UBSan too
	$(MAKE) check CHECK=--stress
	$(MAKE) $(DEBUG) build/debug/caveat build/debug/tests/forms
	python3 tests/run.py --build build/debug --only scripts -k forms --stress
	python3 tests/run.py --build build/debug --only scripts -k lsp_edits --stress
# Other engines are beside it where they are installed; what must be built of them goes to $(B)/bench.
# The C over columns is the best a compiler can do with it: clang where it is, for this machine.
COLUMNS_CC := $(shell command -v clang >/dev/null && echo clang || echo '$(CC)')
$(B)/bench/columns.o: tests/bench/columns.c tests/bench/columns.h tests/bench/hand.h
	@mkdir -p $(@D)
	$(COLUMNS_CC) $(STD) -O3 -march=native -Wall -Wextra $(WERROR) -c $< -o $@
$(B)/bench/wide: $(B)/tests/bench/wide.o $(B)/tests/bench/hand.o $(B)/bench/columns.o $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE)
$(B)/bench/sweep $(B)/bench/scale: $(B)/bench/%: $(B)/tests/bench/%.o $(B)/libcaveat.a
	@mkdir -p $(@D)
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE)
$(B)/bench/open: tests/bench/open.c
	@mkdir -p $(@D)
	$(CC) $(STD) -O2 $(WARN) -static -o $@ $<
$(B)/bench/cold: tests/bench/cold.c
	@mkdir -p $(@D)
	$(CC) $(STD) -O2 $(WARN) -o $@ $<
$(B)/bench/pack.img: $(B)/caveat $(wildcard rules/*.cav)
	@mkdir -p $(@D)
	$(B)/caveat compile rules/rhel8-nested.cav -o $@
BENCH_PROGRAMS = $(addprefix $(B)/bench/,wide sweep scale open cold pack.img)
bench: $(B)/caveat $(SCANNER) $(BENCH_PROGRAMS)
	CC='$(CC)' python3 tests/bench/bench.py --build $(B)/bench --caveat $(B)/caveat --write docs/performance.md $(BENCH)
bench-compile: $(B)/tests/compile # scanner and compiler beside each other, 10 to 100,000 rules
	BUILD=$(B) python3 tests/growth.py --table
debug: # everything again under ASan and UBSan
	$(MAKE) check $(DEBUG)

# -- reference pages, from the tables the program is made from -------------------------------------------
VERBS := $(shell sed -n 's/^VERB.\([a-z]*\),.*/\1/p' tools/caveat/verbs.def)
MAN   = $(B)/docs/caveat.1 $(VERBS:%=$(B)/docs/caveat-%.1)
PAGES = $(patsubst %,$(B)/docs/%.md,instructions levels diagnostics image reasons lint)
docs: $(PAGES) $(MAN)
$(B)/mkman: $(B)/tools/mkman.o $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE)
$(MAN): $(B)/mkman
	@mkdir -p $(@D)
	$(B)/mkman $(notdir $(basename $@)) > $@.tmp && mv $@.tmp $@
$(B)/mkdocs: $(B)/tools/mkdocs.o $(B)/libcaveatc.a $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE)
$(PAGES): $(B)/mkdocs
	@mkdir -p $(@D)
	$(B)/mkdocs $(notdir $(basename $@)) > $@.tmp && mv $@.tmp $@

install: all docs
	install -d $(addprefix $(DESTDIR)$(PREFIX)/,bin lib/pkgconfig share/man/man1 share/caveat/rules \
	    share/doc/caveat include/caveat/runtime/host include/caveat/compiler)
	install $(B)/caveat $(DESTDIR)$(PREFIX)/bin
	for module in $(SCANNER) $(READER); do install -m 644 -D $$module -t $(DESTDIR)$(PREFIX)/libexec/caveat; done
	for helper in $(GUESTS) $(FLEET); do install -D $$helper -t $(DESTDIR)$(PREFIX)/libexec/caveat; done
	install -m 644 $(B)/libcaveat.a $(B)/libcaveatc.a $(DESTDIR)$(PREFIX)/lib
	sed 's|@PREFIX@|$(PREFIX)|' docs/caveat.pc.in > $(DESTDIR)$(PREFIX)/lib/pkgconfig/caveat.pc
	install -m 644 runtime/caveat.h runtime/wide.h runtime/sweep.h runtime/levels.def $(DESTDIR)$(PREFIX)/include/caveat/runtime
	install -m 644 runtime/host/host.h runtime/host/capture.h runtime/host/reasons.def $(DESTDIR)$(PREFIX)/include/caveat/runtime/host
	install -m 644 compiler/caveatc.h $(DESTDIR)$(PREFIX)/include/caveat/compiler
	install -m 644 rules/*.cav $(DESTDIR)$(PREFIX)/share/caveat/rules
	install -D -m 644 $(CATALOGUES) -t $(DESTDIR)$(PREFIX)/share/caveat/rules/po
	install -m 644 $(MAN) $(DESTDIR)$(PREFIX)/share/man/man1
	install -m 644 docs/*.md $(PAGES) $(DESTDIR)$(PREFIX)/share/doc/caveat
	cd tools/editors && find . -type f -exec install -D -m 644 {} $(abspath $(DESTDIR)$(PREFIX))/share/caveat/editors/{} \;
	cd tools/editors/vim && find . -type f -exec install -D -m 644 {} $(abspath $(DESTDIR)$(PREFIX))/share/vim/vimfiles/{} \;

# -- real kernels under emulation; fetches them, installs nothing ----------------------------------------
emulate: all
	B='$(B)' tests/emulate/run.sh

clean:
	rm -rf $(B)

.PHONY: all check debug stress bench bench-compile docs install emulate clean
.DELETE_ON_ERROR:
-include $(shell find $(B) -path $(B)/emulate -prune -o -name '*.d' -type f -print 2>/dev/null)
