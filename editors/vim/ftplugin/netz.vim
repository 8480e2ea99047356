" Vim filetype plugin file
" Language: netz

if exists('b:did_ftplugin')
  finish
endif
let b:did_ftplugin = 1

setlocal comments=:# commentstring=#\ %s formatoptions-=t formatoptions+=croql
setlocal expandtab shiftwidth=2 softtabstop=2
" Names hold hyphens: `w`, `*` and completion take them whole.
setlocal iskeyword=@,48-57,_,-,$
setlocal suffixesadd=.netz
" `gf` opens the file of a `use`; `[i` and `[d` look in used files for declarations.
setlocal include=^\\s*use\\s*\"\\zs[^\"]\\+
setlocal define=^\\s*\\%(extern\\s\\+\\)\\=\\%(zone\\\|segment\\\|net\\\|port\\\|service\\\|account\\\|user\\\|group\\\|role\\\|resource\\)\\s\\+
let b:undo_ftplugin = 'setlocal comments< commentstring< formatoptions< expandtab< shiftwidth< softtabstop<'
      \ . ' iskeyword< suffixesadd< include< define<'

if executable('netz')
  setlocal formatprg=netz\ fmt\ -
  let b:undo_ftplugin .= ' formatprg<'
endif
