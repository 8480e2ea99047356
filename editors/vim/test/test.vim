" Run by `test/run`: writes what fails to the file $REPORT and leaves with 1.

let s:here = expand('<sfile>:p:h')
let s:root = fnamemodify(s:here, ':h:h:h')
let s:netz = empty($NETZ) ? 'netz' : $NETZ
let s:count = 0

execute 'set runtimepath^=' . fnameescape(fnamemodify(s:here, ':h'))
set nomore noswapfile report=9999 shellpipe=>%s\ 2>&1
filetype plugin indent on
syntax on

function! s:examples() abort
  return sort(globpath(s:root . '/examples', '**/*.netz', 0, 1))
endfunction

function! s:group(line, column) abort
  return synIDattr(synID(a:line, a:column, 1), 'name')
endfunction

function! Test_a_file_is_recognised_and_its_settings_follow() abort
  execute 'edit' s:root . '/examples/platform/main.netz'
  call assert_equal('netz', &filetype)
  call assert_equal('netz', b:current_syntax)
  call assert_equal('# %s', &commentstring)
  call assert_equal(2, &shiftwidth)
  call assert_equal('NetzIndent()', &indentexpr)
  call setline(1, 'web-frontend->db')
  call cursor(1, 5)
  call assert_equal('web-frontend', matchstr(expand('<cword>'), '^web-frontend'))
endfunction

" A line of marks says what the line above it has in that place.
function! Test_the_colours_that_colours_netz_asserts() abort
  execute 'edit' s:here . '/colours.netz'
  let line = 0
  for number in range(1, line('$'))
    let mark = matchlist(getline(number), '^#\( *\)\(<-\|\^\+\) \(netz\a\+\)$')
    if empty(mark)
      let line = number
      continue
    endif
    let first = mark[2] ==# '<-' ? 1 : 2 + len(mark[1])
    let last = mark[2] ==# '<-' ? 1 : first + len(mark[2]) - 1
    for column in range(first, last)
      call assert_equal(mark[3], s:group(line, column), 'line ' . line . ', column ' . column . ': ' . getline(line))
    endfor
    let s:count += 1
  endfor
  call assert_true(s:count > 90, 'marks were read: ' . s:count)
endfunction

function! Test_every_character_of_the_examples_has_a_colour() abort
  for file in s:examples()
    execute 'edit' file
    for number in range(1, line('$'))
      let text = getline(number)
      for column in filter(range(1, len(text)), {_, column -> text[column - 1] =~# '[^ \t;]'})
        let id = synID(number, column, 1)
        let group = synIDattr(id, 'name')
        if synIDattr(synIDtrans(id), 'name') =~# '^netz\|^Error\|^$'
          call assert_report(printf('%s:%d:%d: `%s` is %s', file, number, column, text[column - 1], group))
        endif
      endfor
    endfor
  endfor
endfunction

" Every line without its blanks, indented anew, is what `netz fmt` says.
function! Test_indentation_is_that_of_netz_fmt() abort
  for file in s:examples() + [s:here . '/indent.netz']
    let formatted = systemlist(shellescape(s:netz) . ' fmt - < ' . shellescape(file))
    call assert_equal(0, v:shell_error, file)
    enew!
    setfiletype netz
    call setline(1, map(copy(formatted), {_, line -> substitute(line, '^\s*', '', '')}))
    normal! gg=G
    call assert_equal(formatted, getline(1, '$'), file)
  endfor
endfunction

function! Test_a_new_line_is_indented_while_it_is_typed() abort
  enew!
  setfiletype netz
  execute "normal! izone shop isolates {\<CR>frontend,\<CR>worker ->\<CR>db\<CR>because \"x\"\<CR>a -> b\<CR>}"
  call assert_equal(['zone shop isolates {', '  frontend,', '    worker ->', '    db', '    because "x"', '  a -> b', '}'], getline(1, '$'))
endfunction

function! Test_make_finds_what_netz_check_says() abort
  let folder = tempname()
  call mkdir(folder)
  call writefile(['zone shop isolates', 'segment backend tcp/8080', 'fronted -> backend', 'segment frontend', 'frontend -> anywhere any'], folder . '/main.netz')
  execute 'cd' folder
  edit main.netz
  compiler netz
  let &l:makeprg = substitute(&l:makeprg, '^netz', '\=escape(shellescape(s:netz), ''%#!'')', '')
  silent make
  cd -
  let found = filter(getqflist(), {_, entry -> entry.valid})
  call assert_true(len(found) > 1, string(getqflist()))
  call assert_equal(len(getqflist()), len(found), 'nothing else is in the list')
  let error = filter(copy(found), {_, entry -> entry.type ==# 'e'})
  call assert_equal([3, 1, 201], [error[0].lnum, error[0].col, error[0].nr])
  call assert_equal('main.netz', fnamemodify(bufname(error[0].bufnr), ':t'))
  call assert_match('there is no segment `fronted`', error[0].text)
  call assert_true(len(filter(copy(found), {_, entry -> entry.type ==# 'w'})) > 0, 'a warning is a warning')
  call delete(folder, 'rf')
endfunction

function! Test_gf_opens_a_used_file() abort
  let folder = tempname()
  call mkdir(folder . '/teams', 'p')
  call writefile(['use "teams/pay.netz"'], folder . '/main.netz')
  call writefile(['zone pay isolates'], folder . '/teams/pay.netz')
  execute 'edit' folder . '/main.netz'
  call cursor(1, 8)
  normal! gf
  call assert_equal('pay.netz', expand('%:t'))
  call delete(folder, 'rf')
endfunction

if !empty($ORACLE)
  execute 'source' fnameescape(s:here . '/oracle.vim')
endif

let s:failed = 0
let s:report = []
let s:tests = sort(map(filter(split(execute('function /^Test_'), "\n"), {_, line -> line =~# 'Test_'}), {_, line -> matchstr(line, 'Test_\w\+')}))
for s:test in s:tests
  let v:errors = []
  try
    call call(s:test, [])
  catch
    call assert_report(v:exception . ' at ' . v:throwpoint)
  endtry
  silent! %bwipeout!
  let s:failed += !empty(v:errors)
  call add(s:report, (empty(v:errors) ? 'ok      ' : 'FAILED  ') . substitute(s:test[5:], '_', ' ', 'g'))
  call extend(s:report, map(copy(v:errors[:str2nr(empty($ERRORS) ? '4' : $ERRORS)]), '"        " . v:val[:400]'))
endfor
call add(s:report, printf('%d passed, %d failed', len(s:tests) - s:failed, s:failed))
call writefile(s:report, $REPORT)
execute s:failed || empty(s:tests) ? 'cquit!' : 'qall!'
