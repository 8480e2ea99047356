" Run by `test/run` where ORACLE names what `cargo test --test suite editors::oracle` writes: programs with the class of
" each piece, by the compiler. Every piece of what people wrote, the examples and the corpus, must have a colour of its
" class.

let s:classes = {
      \ 'comment': ['Comment'],
      \ 'keyword': ['Declaration', 'ClusterWord', 'FactWord', 'Fact', 'ZoneWord', 'ResourceWord', 'Level', 'Include',
      \   'Repeat', 'LoopIn', 'Assertion', 'Can', 'Has', 'As', 'In', 'AccountIn', 'From', 'Named', 'Scope', 'AllOf',
      \   'VerbWord', 'ClusterRole', 'Except', 'Clause', 'Half', 'Host', 'Service', 'Endpoint', 'BuiltinPart', 'AllVerbs', 'Matches'],
      \ 'zone': ['Zone', 'Zones', 'ZoneName', 'InZones', 'ClusterName'],
      \ 'segment': ['Name', 'Member', 'Declared', 'Builtin', 'Every'],
      \ 'account': ['Name', 'Member', 'Declared', 'Builtin'],
      \ 'role': ['Role', 'Declared'],
      \ 'verb': ['Verb', 'Intent', 'Served', 'AllVerbs', 'VerbString'],
      \ 'resource': ['Resource'],
      \ 'protocol': ['Protocol', 'AnyPort'],
      \ 'port': ['PortName', 'NamedPort', 'Port', 'Declared'],
      \ 'address': ['Address'],
      \ 'label': ['Key', 'LabelKey'],
      \ 'value': ['Value', 'Profile', 'Lint', 'Object', 'LoopValue', 'Date', 'Version', 'Amount'],
      \ 'variable': ['LoopVariable'],
      \ 'string': ['String', 'Reason', 'Url', 'Owner', 'VerbString', 'AllVerbs'],
      \ 'operator': ['Arrow', 'Equals', 'PortEquals', 'Matches', 'Absent', 'Bar', 'Every', 'Zone', 'Zones', 'InZones'],
      \ }

function! Test_the_colours_are_those_of_the_compiler() abort
  let checked = 0
  for program in filter(json_decode(join(readfile($ORACLE), "\n")), {_, one -> one.name =~# '^\%(examples\|tests\)'})
    enew!
    let lines = split(program.text, "\n", 1)
    call setline(1, lines)
    setfiletype netz
    let [number, start] = [1, 0]
    for [from, to, class] in program.pieces
      while from > start + strchars(lines[number - 1])
        let start += strchars(lines[number - 1]) + 1
        let number += 1
      endwhile
      for at in [from, to - 1]
        let column = byteidx(lines[number - 1], at - start) + 1
        let group = substitute(synIDattr(synID(number, column, 1), 'name'), '^netz', '', '')
        let checked += 1
        if index(s:classes[class] + ['Variable', 'Escape', 'BadEscape'], group) < 0
          call assert_report(printf('%s:%d:%d: %s is %s, not %s: %s', program.name, number, column,
                \ strcharpart(program.text, from, to - from), group, class, lines[number - 1]))
        endif
      endfor
    endfor
    bwipeout!
  endfor
  call assert_true(checked > 5000, 'pieces: ' . checked)
endfunction
