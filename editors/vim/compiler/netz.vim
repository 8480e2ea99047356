" Vim compiler file
" Compiler: netz check

if exists('current_compiler')
  finish
endif
let current_compiler = 'netz'

if exists(':CompilerSet') != 2
  command -nargs=* CompilerSet setlocal <args>
endif

" `:make` takes files, directories and flags: `:make -D warnings policies/`.
CompilerSet makeprg=netz\ check\ --message-format\ short
CompilerSet errorformat=%f:%l:%c:\ %trror[N%n]:\ %m,%f:%l:%c:\ %tarning[N%n]:\ %m,%-G%.%#
