/* habits.c: see habits.h. Words are compared without regard to case. */
#include "habits.h"

#include <stddef.h>
#include <string.h>
#include <strings.h>

typedef struct habit {
    unsigned places;
    const char *words; /* with a blank before and behind each */
    const char *hint;
} habit;

static const habit habits[] = {
    /* -- conditions -- */
    {HABIT_COMPARE, " eq equals equal are be was has ", "write `is`"},
    {HABIT_COMPARE, " ne neq isnt isn unequal differs ", "write `is not`"},
    {HABIT_COMPARE, " gt greater more above over exceeds ", "write `>`"},
    {HABIT_COMPARE, " lt less fewer below under ", "write `<`"},
    {HABIT_COMPARE, " ge gte ", "write `>=`"},
    {HABIT_COMPARE, " le lte ", "write `<=`"},
    {HABIT_COMPARE, " between ", "write `FACT >= 4 and FACT <= 8`"},
    {HABIT_COMPARE, " match like ~ regex ", "write `matches /…/`"},
    {HABIT_COMPARE, " contains includes has-text starts begins ends startswith endswith ",
     "write `matches /…/`, a pattern for the whole text: /.*part.*/"},
    {HABIT_COMPARE, " exist present ", "write `exists`"},
    {HABIT_COMPARE, " does doesnt doesn ", "write `not` before the condition: `not L2 exists`"},
    {HABIT_COMPARE, " used in-use enabled active ", "write `in use`"},
    {HABIT_VALUE, " equal equals ", "write `is` alone"},
    {HABIT_VALUE, " greater more larger above over ", "write `>` instead of `is`"},
    {HABIT_VALUE, " less fewer smaller below under ", "write `<` instead of `is`"},
    {HABIT_VALUE, " at ", "write `>=` for `at least`, `<=` for `at most`"},
    {HABIT_VALUE, " either one any ", "write `in {A, B}`"},
    {HABIT_VALUE, " between ", "write `FACT >= 4 and FACT <= 8`"},
    {HABIT_VALUE, " like ", "write `matches /…/`"},
    {HABIT_LEAD, " not ", "words of the language are in lower case: `not`"},
    {HABIT_LEAD, " if when unless where ",
     "the condition follows directly; `not` before it negates it"},
    {HABIT_LEAD, " exists ", "the layer stands first: `L2 exists`"},
    {HABIT_LEAD, " any all every some lower upper len count ",
     "there are no functions; each condition names its fact"},
    {HABIT_JOIN, " and ", "words of the language are in lower case: `and`"},
    {HABIT_JOIN, " or ", "words of the language are in lower case: `or`"},
    {HABIT_JOIN, " but also plus with ", "write `and`"},
    {HABIT_JOIN, " xor ", "write `(A and not B) or (B and not A)`"},
    {HABIT_JOIN, " unless without except ", "write `and not`"},
    {HABIT_VERSION, " later newer above up upwards onwards or-later or-newer and-later plus ",
     "write `rhel 8.2 or later`"},
    {HABIT_VERSION, " earlier older below lower until up-to or-earlier ",
     "write `rhel before 8.2`; 8.2 itself is left out"},
    {HABIT_VERSION, " after from since ", "write `rhel 8.2 or later`; 8.2 itself is meant too"},
    {HABIT_VERSION, " to through ",
     "write `rhel 8.2 or later within 8`, or a second condition with `before`"},
    /* -- rules -- */
    {HABIT_RULE, " if wenn where given condition applies ", "write `when`"},
    {HABIT_RULE, " unless ", "write `when not …`"},
    {HABIT_RULE, " must should shall ensure assert needs ",
     "write `require CONDITION else LEVEL \"…\"`"},
    {HABIT_RULE, " otherwise ", "write `else`"},
    {HABIT_RULE, " because reason rationale ", "write `why \"…\"`"},
    {HABIT_RULE, " see ref source according statement ", "write `cite STATEMENT`"},
    {HABIT_RULE, " description message text title severity level summary name id ",
     "the message stands behind the level: `then LEVEL \"…\"`"},
    {HABIT_RULE, " do so effect result say report expect ", "write `then LEVEL \"…\"`"},
    {HABIT_RULE, " remedy solution advice help ", "write `fix \"…\"`"},
    {HABIT_RULE, " and ", "a rule has one effect: write a second rule"},
    {HABIT_RULE, " else ", "`else` follows `require` or `conflict`; after `when` write `then`"},
    /* -- tests -- */
    {HABIT_TEST, " assert then should must check result ", "write `expect LEVEL`"},
    {HABIT_TEST, " when if with let set where ", "write `given LAYER: FACT VALUE, …`"},
    {HABIT_TEST, " use using uses ", "write `given use FEATURE`"},
    {HABIT_TEST, " depth ", "write `given depth 2`"},
    {HABIT_GIVEN, " and ", "put a comma between them"},
    {HABIT_GIVEN, " or ", "write `FACT in {A, B}`"},
    {HABIT_GIVEN, " not ", "write `FACT in {A, B}` with the values it may have"},
    /* -- the header, declarations -- */
    {HABIT_PACK, " author vendor publisher by ", "write `issuer \"…\"`"},
    {HABIT_PACK, " name description summary ", "write `title \"…\"`"},
    {HABIT_PACK, " url link href reference document ", "write `source \"…\"`"},
    {HABIT_PACK, " version date revision ", "write `edition \"…\"`"},
    {HABIT_PACK, " when if scope ", "write `applies when CONDITION`"},
    {HABIT_ITEM, " include import require requires from load source ", "write `use \"FILE\"`"},
    {HABIT_ITEM, " package module namespace policy ", "write `pack NAME { … }`"},
    {HABIT_ITEM, " def let const constant var variable alias condition macro set ",
     "write `define NAME: CONDITION`"},
    {HABIT_ITEM, " chapter group heading ", "write `section NAME \"…\" { … }`"},
    {HABIT_ITEM, " statement ", "statements stand inside a section: `section NAME \"…\" { … }`"},
    {HABIT_ITEM, " cite when require then why fix conflict ",
     "clauses stand inside a rule: `rule NAME { … }`"},
    {HABIT_ITEM, " given expect ", "these stand inside a test: `test \"NAME\" { … }`"},
    {HABIT_TYPE, " boolean bool switch ", "write `flag`"},
    {HABIT_TYPE, " string str varchar pattern ", "write `text`"},
    {HABIT_TYPE, " int integer long float uint unsigned ", "write `number`"},
    {HABIT_TYPE, " enum choice one-of oneof set name list ", "write `one of {A, B}`"},
    {HABIT_TYPE, " version os product ", "write `release`"},
    {HABIT_OBSERVER, " host self local this machine ", "write `here`"},
    {HABIT_OBSERVER, " vm vms guests inside ", "write `guest`, `guest 2` or `guest any`"},
    {HABIT_OBSERVER, " file files exists os-release uname cpuid auxv ",
     "say first who can see it: `here { … }`"},
    {HABIT_SOURCE, " command run exec shell dmidecode ",
     "rules run no command; name the file that holds the fact"},
    {HABIT_SOURCE, " read path cat ", "write `file \"PATH\" { … }`"},
    {HABIT_CASE, " else default otherwise ",
     "a last pattern that matches everything: `/.*/ => VALUE`"},
    /* -- values -- */
    {HABIT_LEVEL, " not-supported notsupported unsupportable ", "write `unsupported`"},
    {HABIT_LEVEL, " tech-preview technology-preview technical-preview beta experimental ",
     "write `preview`"},
    {HABIT_LEVEL, " not-tested nottested ", "write `untested`"},
    {HABIT_LEVEL, " pass ok fine good works passes ", "write `supported`"},
    {HABIT_LEVEL, " info notice comment hint ", "write `note`"},
    {HABIT_FLAG, " true yes 1 enabled enable active y set ", "write `on`"},
    {HABIT_FLAG, " false no 0 disabled disable inactive n unset none ", "write `off`"},
    {HABIT_ANY_VALUE, " known unknown null undefined missing empty set unset ",
     "what is not known makes the condition unknown by itself; no condition asks for it"},
    {HABIT_ANY_VALUE, " any anything all ", "leave the condition out where every value is meant"},
};

static int holds(const char *words, const char *word)
{
    size_t size = strlen(word);

    for (const char *p = words + 1; *p; p += strcspn(p, " ") + 1)
        if (strcspn(p, " ") == size && !strncasecmp(p, word, size))
            return 1;
    return 0;
}

const char *habit_hint(unsigned places, const char *word)
{
    for (size_t i = 0; i < sizeof habits / sizeof *habits; i++)
        if (habits[i].places & places && holds(habits[i].words, word))
            return habits[i].hint;
    return NULL;
}
