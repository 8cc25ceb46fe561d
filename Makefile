# caveat: targets are all check debug stress docs install clean.
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

RUNTIME  := $(wildcard runtime/*.c runtime/host/*.c)
COMPILER := $(wildcard compiler/*.c)
TOOL     := $(wildcard tools/caveat/*.c)
obj = $(patsubst %.c,$(B)/%.o,$(1))
GRAMMAR_O = $(B)/grammar/caveat.tab.o $(B)/grammar/caveat.lex.o

all: $(B)/caveat

# -- the libraries ---------------------------------------------------------------------------------
$(B)/libcaveat.a: $(call obj,$(RUNTIME))
	rm -f $@ && ar rcsD $@ $^
$(B)/libcaveatc.a: $(call obj,$(COMPILER)) $(GRAMMAR_O)
	rm -f $@ && ar rcsD $@ $^

$(B)/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(ALL_CFLAGS) -c $< -o $@

# -- the grammar: generated code has its own, milder warnings ----------------------------------------
$(B)/grammar/caveat.tab.c: grammar/caveat.y
	@mkdir -p $(@D)
	bison -Wall -Werror -d -o $@ $<
$(B)/grammar/caveat.lex.c: grammar/caveat.l $(B)/grammar/caveat.tab.c
	@mkdir -p $(@D)
	flex -o $@ $<
$(B)/grammar/%.o: $(B)/grammar/%.c
	$(CC) $(STD) $(CFLAGS) $(SANITIZE) -Wall -Wextra -Wno-unused-function -Wno-sign-compare $(WERROR) $(CPP_DEPS) -I. -I$(B)/grammar -c $< -o $@

# -- the command, with the packs in it -----------------------------------------------------------------
PACKS = rhel8-nested
$(B)/mkpack: $(B)/tools/mkpack.o $(B)/libcaveatc.a $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE)
$(B)/packs.c: $(B)/mkpack $(wildcard rules/*.cav)
	$(B)/mkpack $(PACKS:%=rules/%.cav) > $@.tmp && mv $@.tmp $@
$(B)/packs.o: $(B)/packs.c
	$(CC) $(ALL_CFLAGS) -I. -c $< -o $@
$(B)/caveat: $(call obj,$(TOOL)) $(B)/packs.o $(B)/libcaveatc.a $(B)/libcaveat.a
	$(CC) $(CFLAGS) $(SANITIZE) -o $@ $^ $(PCRE) -ljansson

clean:
	rm -rf $(B)

.PHONY: all check debug stress docs install clean
.DELETE_ON_ERROR:
-include $(shell find $(B) -name '*.d' 2>/dev/null)
