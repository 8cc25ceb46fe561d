" caveat.vim: colours of rule files of caveat.
"
" Every word of the scanner (grammar/caveat.l) and every level stands here once; a test compares.
if exists('b:current_syntax')
  finish
endif

syntax iskeyword @,48-57,-,_
syntax sync minlines=100

syntax keyword caveatDeclaration pack use layer product feature fact define impossible section rule test
syntax keyword caveatDeclaration statement
syntax keyword caveatClause title issuer source edition captured applies cite why when require then else conflict fix
syntax keyword caveatClause given expect by between missing depth line no
syntax keyword caveatOperator and or not in is exists matches before within later
syntax keyword caveatType flag one of number text release fixed version at from
syntax keyword caveatSource here guest any file files uname cpuid auxv only os-release present absent
syntax keyword caveatConstant on off
syntax keyword caveatLevel supported preview unsupported untested broken note unknown not-applicable contradiction

syntax match caveatNumber /\%(\k\|\.\)\@<!-\?\d\+\%(\.\d\+\)*\%(\k\|\.\d\)\@!/
syntax match caveatNumber /\%(\k\|\.\)\@<!0x\x\+/
syntax match caveatCapture /\$\d/
" L0.kvm.nested, arch.1, major.minor
syntax match caveatPath /\a[[:alnum:]-]*\%(\.[[:alnum:]][[:alnum:]-]*\)\+/
syntax match caveatArrow /=>\|[<>]=\?/

syntax match caveatPlaceholder /{{\|}}\|{[^{}" ]\+}/ contained
syntax match caveatEscape /\\\%(["\\nt]\|u{\x\+}\)/ contained
syntax region caveatString start=/"/ skip=/\\./ end=/"\|$/ oneline contains=caveatPlaceholder,caveatEscape,@Spell
syntax region caveatPattern start=+/+ skip=+\\.+ end=+/[imsx]*\|$+ oneline
syntax match caveatAllow /\<allow [EW]\d\{3}\>/ contained
syntax match caveatComment /#.*$/ contains=caveatAllow,@Spell

highlight default link caveatDeclaration Structure
highlight default link caveatClause Keyword
highlight default link caveatOperator Operator
highlight default link caveatType Type
highlight default link caveatSource Function
highlight default link caveatConstant Boolean
highlight default link caveatLevel Constant
highlight default link caveatNumber Number
highlight default link caveatCapture Special
highlight default link caveatPath Identifier
highlight default link caveatArrow Operator
highlight default link caveatPlaceholder Special
highlight default link caveatEscape SpecialChar
highlight default link caveatString String
highlight default link caveatPattern String
highlight default link caveatAllow Todo
highlight default link caveatComment Comment

let b:current_syntax = 'caveat'
