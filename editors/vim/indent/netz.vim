" Vim indent file
" Language: netz

if exists('b:did_indent')
  finish
endif
let b:did_indent = 1

setlocal indentexpr=NetzIndent()
setlocal indentkeys=0{,0},!^F,o,O,e,0=because,0=until
setlocal nosmartindent autoindent
let b:undo_indent = 'setlocal indentexpr< indentkeys< smartindent< autoindent<'

if exists('*NetzIndent')
  finish
endif

" A line without its strings, its comment and the blanks at its end.
function! s:code(number) abort
  let bare = substitute(getline(a:number), '"\%([^"\\]\|\\.\)*"', '""', 'g')
  return substitute(substitute(bare, '#.*', '', ''), '\s\+$', '', '')
endfunction

" The nearest line above with code on it, or 0.
function! s:code_above(number) abort
  let above = prevnonblank(a:number - 1)
  while above > 0 && s:code(above) ==# ''
    let above = prevnonblank(above - 1)
  endwhile
  return above
endfunction

" How many more `a:open` than `a:close` the code has.
function! s:balance(code, open, close) abort
  return count(a:code, a:open) - count(a:code, a:close)
endfunction

" Whether the statement of the code above goes on in this line.
function! s:goes_on(number, above) abort
  if a:above == 0
    return 0
  endif
  if s:code(a:number) =~# '^\s*\%(because\|until\)\>' || s:code(a:above) =~# '\%(,\|->>\=\||\|=\|[^:]:\)$'
    return 1
  endif
  " An open parenthesis reaches over any number of lines; statements that are complete balance.
  let [line, open] = [a:above, 0]
  while line > max([0, a:above - 50])
    let open += s:balance(s:code(line), '(', ')')
    if open > 0
      return 1
    endif
    if s:code(line) =~# '[{}]'
      return 0
    endif
    let line = s:code_above(line)
  endwhile
  return 0
endfunction

function! NetzIndent() abort
  let above = s:code_above(v:lnum)
  let goes_on = s:goes_on(v:lnum, above)
  let first = above
  while first > 0 && s:goes_on(first, s:code_above(first))
    let first = s:code_above(first)
  endwhile
  if first == 0
    return 0
  endif
  let opened = 0
  for line in range(first, above)
    let opened += s:balance(substitute(s:code(line), '^\s*}', '', ''), '{', '}')
  endfor
  let closing = s:code(v:lnum) =~# '^\s*}'
  return max([0, indent(first) + shiftwidth() * (opened + goes_on - closing)])
endfunction
