" caveat.vim: indentation of rule files of caveat: one step for each brace that is open.
if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=GetCaveatIndent() indentkeys=0},o,O
let b:undo_indent = 'setlocal indentexpr< indentkeys<'

if exists('*GetCaveatIndent')
  finish
endif

" Braces of a line outside texts, patterns and comments.
function! s:braces(line) abort
  let text = substitute(a:line, '"\%(\\.\|[^"\\]\)*"', '', 'g')
  let text = substitute(text, '/\%(\\.\|[^/\\]\)*/', '', 'g')
  return substitute(substitute(text, '#.*', '', ''), '[^{}]', '', 'g')
endfunction

function! GetCaveatIndent() abort
  let before = prevnonblank(v:lnum - 1)
  if !before
    return 0
  endif
  let braces = substitute(s:braces(getline(before)), '^}\+', '', '')
  let steps = count(braces, '{') - count(braces, '}')
  if getline(v:lnum) =~# '^\s*}'
    let steps -= 1
  endif
  return max([0, indent(before) + steps * shiftwidth()])
endfunction
