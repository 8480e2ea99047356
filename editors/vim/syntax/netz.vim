" Vim syntax file
" Language: netz
" Filenames: *.netz

if exists('b:current_syntax')
  finish
endif

let s:save_cpo = &cpo
set cpo&vim

syntax case match
syntax sync minlines=100

" ── Words and names ─────────────────────────────────────────────────────────

" netz:begin reserved
let s:reserved = 'all|any|anywhere|as|because|can|cluster|egress|except|from|has|icmp|in|ingress|internet|named|owner|sctp|tcp|udp|until|without'
" netz:end

" Names hold hyphens, and `a->b` is a flow: a word ends where no hyphens and a letter or digit continue it.
let s:begin = '\%([A-Za-z0-9_$-]\)\@1<!'
let s:end = '\%([-_]*[A-Za-z0-9$]\)\@!'
let s:string = '"\%([^"\\]\|\\.\)*"'
let s:word = '[A-Za-z$]\%([A-Za-z0-9$]\|[-_]\+[A-Za-z0-9$]\)*'
let s:name = '\%(' . s:string . '\|' . s:word . '\)'
let s:pattern = '\%(' . s:string . '\|[A-Za-z$*]\%([A-Za-z0-9$*]\|[-_]\+[A-Za-z0-9$*]\)*\)'
let s:value = '\%(' . s:string . '\|[A-Za-z0-9_$.-]\+\)'
let s:key = '\%(' . s:string . '\|[A-Za-z0-9_$.-]\+\%(/[A-Za-z0-9_$.-]\+\)\=\)'
" The blanks, comments and line ends behind a token that keeps its statement open.
let s:more = '\%(\s*\%(#.*\)\=\n\)*\s*'

function! s:words(words) abort
  return s:begin . '\%(' . substitute(a:words, '|', '\\|', 'g') . '\)' . s:end
endfunction

" A word that begins a statement; where `->`, `,`, `/`, `can` or `has` follows it is a name.
function! s:statement(words) abort
  return s:words(a:words) . '\%(\s*\%(<\=->\|[,/]\|\%(can\|has\)' . s:end . '\)\)\@!'
endfunction

" What stands behind these words.
function! s:behind(words, pattern) abort
  return '\%(' . s:words(a:words) . '\s\+\)\@<=' . a:pattern
endfunction

function! s:match(group, pattern, ...) abort
  execute 'syntax match' a:group '`' . a:pattern . '`' join(a:000)
endfunction

" A statement: from its first words to a line end that nothing keeps open, a `;` or a brace.
function! s:region(group, words, contains) abort
  execute 'syntax region netzStatement matchgroup=' . a:group 'start=`' . a:words . '`'
        \ 'end=`$` end=`[;{}]`me=s-1 keepend contains=netzComment,' . a:contains
endfunction

" ── Parts of statements ─────────────────────────────────────────────────────

syntax match netzComment `#.*$` extend contains=@Spell
syntax match netzVariable `\$[A-Za-z][A-Za-z0-9]*` contained
syntax match netzEscape `\\["\\]` contained
syntax match netzBadEscape `\\[^"\\]` contained
syntax region netzString start=`"` skip=`\\.` end=`"` end=`$` contained extend oneline
      \ contains=netzEscape,netzBadEscape,netzVariable,@Spell

call s:match('netzComma', ',' . s:more, 'contained extend contains=netzComment')
call s:match('netzEquals', '=' . s:more, 'contained extend contains=netzComment')
call s:match('netzArrow', '\%(<->\|->>\|->\)' . s:more, 'contained extend contains=netzComment')

call s:match('netzName', s:pattern, 'contained extend contains=netzVariable')
call s:match('netzEvery', s:begin . '\*\%([A-Za-z0-9_$*]\)\@!', 'contained')
call s:match('netzBuiltin', s:words('dns|apiserver|nodes'), 'contained')
call s:match('netzReserved', s:words(s:reserved), 'contained')
call s:match('netzEndpoint', s:words('cluster|internet|anywhere'), 'contained')
call s:match('netzZone', s:pattern . '/\@=', 'contained extend contains=netzVariable nextgroup=netzSlash')
syntax match netzSlash `/` contained nextgroup=netzMember
call s:match('netzMember', '\%(\*\|' . s:name . '\)', 'contained extend contains=netzVariable,netzEvery')
call s:match('netzRole', s:name, 'contained extend contains=netzVariable')
call s:match('netzResource', '[A-Za-z$]\%([A-Za-z0-9_.$-]*[A-Za-z0-9$]\)\=\%(/\%(\*\|' . s:word . '\)\)\=', 'contained contains=netzVariable')
call s:match('netzUrl', s:string, 'contained extend')
call s:match('netzHost', s:begin . 'host\%(\s*"\)\@=', 'contained nextgroup=netzString skipwhite')
" `service pay/api`, and not the segment `service` on a port.
let s:served = '\s\+\%(' . s:words(s:reserved) . '\)\@!' . s:name . '/'
call s:match('netzService', s:begin . 'service\%(' . s:served . '\)\@=', 'contained nextgroup=netzZone skipwhite')

" The name of a port stands behind something complete, and that isn't an assertion's first word.
let s:complete = '\%(\%(^\|[;{}]\)\s*\%(never\|always\|only\|confine\)\s\+\)\@<!\%([A-Za-z0-9_$"*)]\s\+\)\@<='
call s:match('netzPortName', s:complete . '\%(' . s:words(s:reserved) . '\)\@!' . s:word . s:end . '\%(/\|\s*=\)\@!',
      \ 'contained contains=netzVariable')
call s:match('netzPortName', '\%(\s\)\@1<=' . s:word . '\%(\s*=\s*\%(tcp\|udp\|sctp\)\)\@=',
      \ 'contained contains=netzVariable')
call s:match('netzPortName', s:complete . s:string, 'contained extend')
call s:match('netzAnyPort', s:words('any'), 'contained')
call s:match('netzProtocol', s:words('tcp|udp|sctp|icmp'), 'contained nextgroup=netzPortSlash')
syntax match netzPortSlash `/` contained nextgroup=netzNamedPort,netzPort
call s:match('netzNamedPort', '[A-Za-z0-9$]\+\%(-\+[A-Za-z0-9$]\+\)*', 'contained contains=netzVariable nextgroup=netzPortComma')
syntax match netzPort `\d\+\%(-\d\+\)\=\%([A-Za-z0-9_$-]\)\@!` contained nextgroup=netzPortComma
syntax match netzPortComma `,` contained nextgroup=netzNamedPort,netzPort

call s:match('netzAddress', '\%([A-Za-z0-9_.:-]\)\@1<!\d\{1,3}\%(\.\d\{1,3}\)\{3}\%(/\d\{1,3}\)\=\%([A-Za-z0-9_.:]\)\@!', 'contained')
call s:match('netzAddress', '\%([A-Za-z0-9_.:-]\)\@1<!\x\{0,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*\%(/\d\{1,3}\)\=\%([A-Za-z0-9_:]\)\@!', 'contained')
call s:match('netzExcept', s:words('except'), 'contained')
syntax region netzAddresses matchgroup=netzParen start=`(` end=`)` end=`[;{}]`me=s-1 contained extend
      \ contains=netzComment,netzComma,netzAddress

call s:match('netzHalf', s:begin . '\%(egress\|ingress\)\s\+only' . s:end, 'contained')
call s:match('netzClause', s:words('because|until'), 'contained')
call s:match('netzReason', '\%(' . s:words('because') . '\s*\)\@<=' . s:string, 'contained extend contains=netzEscape,netzBadEscape,netzVariable,@Spell')
syntax match netzDate `\<\d\{4}-\d\{2}-\d\{2}\>` contained

syntax cluster netzPorts contains=netzProtocol,netzAnyPort,netzPortName
syntax cluster netzEnds contains=netzName,netzEvery,netzBuiltin,netzReserved,netzEndpoint,netzZone,netzHost,netzService,netzAddress,netzExcept,netzAddresses
syntax cluster netzClauses contains=netzComment,netzClause,netzDate,netzReason

" ── Selectors ───────────────────────────────────────────────────────────────

call s:match('netzKey', s:key, 'contained extend contains=netzVariable nextgroup=netzMatches skipwhite')
call s:match('netzAbsent', '!=\@!', 'contained')
call s:match('netzMatches', '\%(==\|!=\|=\)', 'contained nextgroup=netzValue skipwhite')
call s:match('netzMatches', s:words('in|notin'), 'contained')
call s:match('netzValue', s:value, 'contained extend contains=netzVariable')
call s:match('netzBar', '|' . s:more, 'contained extend contains=netzComment')
syntax region netzValues matchgroup=netzParen start=`(` end=`)` end=`[;{}]`me=s-1 contained extend
      \ contains=netzComment,netzComma,netzValue
syntax cluster netzSelector contains=netzComment,netzComma,netzBar,netzAbsent,netzKey,netzMatches,netzValues
call s:match('netzColon', ':' . s:more, 'contained extend contains=netzComment nextgroup=netzSelection')
execute 'syntax region netzSelection start=`[A-Za-z0-9_$."!-]\@=` end=`$` end=`[;{}]`me=s-1 contained contains=@netzSelector'

" ── Grants ──────────────────────────────────────────────────────────────────

let s:verbs = 'nextgroup=netzVerbComma,netzGrant skipwhite'
call s:match('netzCan', s:words('can'), 'contained nextgroup=@netzVerbs skipwhite')
call s:match('netzVerb', s:word, 'contained contains=netzVariable', s:verbs)
call s:match('netzIntent', s:words('read|write|apply|exec|forward'), 'contained', s:verbs)
call s:match('netzAllVerbs', s:words('all'), 'contained', s:verbs)
call s:match('netzAllVerbs', '"\*"', 'contained', s:verbs)
call s:match('netzVerbWord', s:begin . 'verb\%(\s*"\)\@=', 'contained nextgroup=netzVerbString skipwhite')
call s:match('netzVerbString', s:string, 'contained extend', s:verbs)
call s:match('netzVerbComma', ',' . s:more, 'contained extend contains=netzComment nextgroup=@netzVerbs')
syntax cluster netzVerbs contains=netzVerb,netzIntent,netzAllVerbs,netzVerbWord

call s:match('netzAllOf', s:begin . 'all\s\+of' . s:end, 'contained')
call s:match('netzScope', s:words('cluster-wide'), 'contained')
call s:match('netzIn', s:words('in'), 'contained nextgroup=netzInZones skipwhite')
call s:match('netzInZones', '\%(' . s:words('because|until') . '\)\@!' . s:pattern, 'contained extend contains=netzVariable nextgroup=netzInComma skipwhite')
call s:match('netzInComma', ',' . s:more, 'contained extend contains=netzComment nextgroup=netzInZones')
call s:match('netzNamed', s:words('named'), 'contained nextgroup=netzObject skipwhite')
call s:match('netzObject', '\%(' . s:string . '\|[A-Za-z0-9$]\%([A-Za-z0-9_.$-]*[A-Za-z0-9$]\)\=\)', 'contained extend contains=netzVariable nextgroup=netzObjectComma skipwhite')
call s:match('netzObjectComma', ',' . s:more, 'contained extend contains=netzComment nextgroup=netzObject')
syntax region netzResources matchgroup=netzParen start=`(` end=`)` end=`[;{}]`me=s-1 contained extend
      \ contains=netzComment,netzComma,netzResource
syntax region netzGrant start=`[A-Za-z$"]\@=` end=`$` end=`[;{}]`me=s-1 contained
      \ contains=@netzClauses,netzComma,netzResource,netzUrl,netzResources,netzAllOf,netzExcept,netzScope,netzIn,netzNamed

call s:match('netzHas', s:words('has'), 'contained nextgroup=netzRoles skipwhite')
call s:match('netzClusterRole', s:begin . 'clusterrole\%(\s\+\%(' . s:words('in|because|until') . '\)\@![A-Za-z$"]\)\@=', 'contained')
syntax region netzRoles start=`[A-Za-z$"]\@=` end=`$` end=`[;{}]`me=s-1 contained
      \ contains=@netzClauses,netzComma,netzRole,netzClusterRole,netzScope,netzIn

" ── Statements; the later a match is defined, the more it counts ────────────

syntax region netzSentence start=`[^ \t#;{}]\@=` end=`$` end=`[;{}]`me=s-1 keepend
      \ contains=@netzEnds,@netzPorts,@netzClauses,netzArrow,netzComma,netzCan,netzHas,netzHalf

call s:region('netzAssertion', s:statement('never|always|only|confine'),
      \ '@netzEnds,@netzPorts,@netzClauses,netzArrow,netzComma,netzCan,netzHas,netzHalf')
call s:region('netzInclude', s:statement('use'), 'netzString')

call s:match('netzZones', '\%(' . s:words(s:reserved . '|namespaces|isolates|where') . '\)\@!' . s:pattern, 'contained extend contains=netzVariable')
call s:match('netzZoneName', s:behind('zone', s:name), 'contained extend contains=netzVariable')
call s:match('netzZoneWord', s:words('namespaces|isolates|ingress|egress|owner'), 'contained')
call s:match('netzOwner', s:behind('owner', s:string), 'contained extend')
call s:match('netzZoneWord', s:words('where'), 'contained nextgroup=netzWhere skipwhite')
execute 'syntax region netzWhere start=`[A-Za-z0-9_$."!-]\@=` end=`\%(' . s:words('isolates|owner') . '\)\@=`'
      \ 'end=`$` end=`[;{}]`me=s-1 contained contains=@netzSelector'
call s:region('netzDeclaration', s:statement('\%(extern\s\+\)\=zone'),
      \ 'netzZones,netzZoneName,netzZoneWord,netzOwner,netzComma,netzEquals')

call s:region('netzRepeat', s:words('in'), 'netzZones,netzComma')
call s:match('netzLoopVariable', s:behind('for', s:word), 'contained')
call s:match('netzLoopIn', s:words('in'), 'contained nextgroup=netzLoopValue skipwhite')
call s:match('netzLoopValue', s:value, 'contained extend contains=netzVariable nextgroup=netzLoopComma skipwhite')
call s:match('netzLoopComma', ',' . s:more, 'contained extend contains=netzComment nextgroup=netzLoopValue')
call s:region('netzRepeat', s:statement('for'), 'netzLoopVariable,netzLoopIn')

call s:match('netzDeclared', s:behind('segment|net|port|service|account|user|group|role', s:name), 'contained extend contains=netzVariable')
call s:match('netzAs', s:words('as'), 'contained nextgroup=netzDeclared skipwhite')
call s:match('netzDeclared', s:behind('as', s:name), 'contained extend contains=netzVariable')
call s:match('netzPortEquals', '=', 'contained')
call s:region('netzDeclaration', s:statement('segment'), 'netzDeclared,netzAs,@netzPorts,netzPortEquals,netzColon')
call s:region('netzDeclaration', s:statement('net'), 'netzDeclared,netzEquals,netzComma,netzAddress,netzExcept,netzAddresses')
call s:region('netzDeclaration', s:statement('port'), 'netzDeclared,netzEquals,@netzPorts')
call s:region('netzDeclaration', s:statement('service') . '\%(' . s:served . '\)\@!', 'netzName,@netzEnds,@netzPorts,netzDeclared,netzEquals,netzComma')
call s:match('netzAccountIn', s:words('in'), 'contained nextgroup=netzInZones skipwhite')
call s:region('netzDeclaration', s:statement('\%(extern\s\+\)\=account'), 'netzDeclared,netzAccountIn')
call s:region('netzDeclaration', s:statement('user|group'), 'netzDeclared,netzEquals,netzString')
call s:region('netzDeclaration', s:statement('role'), 'netzDeclared,netzCan')

call s:match('netzResourceWord', s:words('namespaced|sub'), 'contained')
call s:match('netzResourceWord', s:words('verbs'), 'contained nextgroup=netzServed skipwhite')
call s:match('netzServed', s:name, 'contained extend contains=netzVariable nextgroup=netzServedComma skipwhite')
call s:match('netzServedComma', ',' . s:more, 'contained extend contains=netzComment nextgroup=netzServed')
call s:region('netzDeclaration', s:statement('resource'), 'netzResource,netzResourceWord,netzComma')

call s:match('netzLint', s:word, 'contained contains=netzVariable')
call s:match('netzLevel', s:behind('lint', s:word), 'contained')
call s:region('netzDeclaration', s:statement('lint'), 'netzLint,netzLevel,netzComma')
call s:match('netzLabelKey', s:key, 'contained extend contains=netzVariable')
call s:region('netzDeclaration', s:statement('label'), 'netzLabelKey')
call s:match('netzProfile', s:name, 'contained extend contains=netzVariable')
call s:match('netzLevel', s:words('warn|audit'), 'contained')
call s:match('netzVersion', '@\s*' . s:value, 'contained')
call s:region('netzDeclaration', s:statement('pods'), 'netzLevel,netzProfile,netzVersion,netzComma')
call s:match('netzLabelKey', s:key . '\%(\s*=\)\@=', 'contained extend contains=netzVariable')
call s:match('netzAmount', '\%(=\s*\)\@<=' . s:value, 'contained contains=netzVariable')
call s:region('netzDeclaration', s:statement('quota'), 'netzLabelKey,netzAmount,netzPortEquals,netzComma')
call s:region('netzDeclaration', s:words('owner'), 'netzString')
call s:match('netzBuiltinPart', s:words('dns|api'), 'contained')
call s:region('netzDeclaration', s:words('without'), 'netzBuiltinPart')
call s:region('netzDeclaration', s:statement('\%(assume\s\+\)\=exclusive'), 'netzComma')
call s:region('netzDeclaration', s:begin . 'delivered\s\+by' . s:end, '@netzEnds,netzComma')

" ── Blocks ──────────────────────────────────────────────────────────────────

syntax region netzBlock matchgroup=netzBrace start=`{` end=`}` fold transparent
      \ contains=TOP
call s:match('netzClusterName', s:name, 'contained extend nextgroup=netzClusterBlock skipwhite')
call s:match('netzClusterWord', s:words('cluster') . '\%(\s*\%(' . s:name . '\s*\)\={\)\@=',
      \ 'nextgroup=netzClusterName,netzClusterBlock skipwhite')
syntax region netzClusterBlock matchgroup=netzBrace start=`{` end=`}` fold contained
      \ contains=netzComment,netzFact
call s:match('netzFrom', s:words('from'), 'contained')
execute 'syntax region netzFact matchgroup=netzFactWord start=`' . s:words('pods|services|nodes|api') . '`'
      \ 'end=`$` end=`[;{}]`me=s-1 keepend contained contains=netzComment,netzComma,netzFrom,@netzEnds,@netzPorts'
call s:match('netzFact', s:begin . 'source-ip\s\+preserved' . s:end, 'contained')
execute 'syntax region netzFact matchgroup=netzDeclaration start=`' . s:statement('service') . '`'
      \ 'end=`$` end=`[;{}]`me=s-1 keepend contained contains=netzComment,netzComma,netzEquals,netzDeclared,@netzEnds,@netzPorts'

" ── Colours ─────────────────────────────────────────────────────────────────

highlight default link netzComment Comment
highlight default link netzString String
highlight default link netzVerbString String
highlight default link netzReason String
highlight default link netzUrl String
highlight default link netzOwner String
highlight default link netzEscape SpecialChar
highlight default link netzBadEscape Error
highlight default link netzReserved Error
highlight default link netzVariable PreProc
highlight default link netzLoopVariable PreProc

highlight default link netzDeclaration Keyword
highlight default link netzClusterWord Keyword
highlight default link netzFactWord Keyword
highlight default link netzFact Keyword
highlight default link netzZoneWord Keyword
highlight default link netzResourceWord Keyword
highlight default link netzLevel Keyword
highlight default link netzInclude Include
highlight default link netzRepeat Repeat
highlight default link netzLoopIn Repeat
highlight default link netzAssertion Exception
highlight default link netzCan Keyword
highlight default link netzHas Keyword
highlight default link netzAs Keyword
highlight default link netzIn Keyword
highlight default link netzAccountIn Keyword
highlight default link netzFrom Keyword
highlight default link netzNamed Keyword
highlight default link netzScope Keyword
highlight default link netzAllOf Keyword
highlight default link netzVerbWord Keyword
highlight default link netzClusterRole Keyword
highlight default link netzExcept Keyword
highlight default link netzClause Keyword
highlight default link netzHalf Keyword
highlight default link netzHost Keyword
highlight default link netzService Keyword

highlight default link netzZone Structure
highlight default link netzZones Structure
highlight default link netzZoneName Structure
highlight default link netzInZones Structure
highlight default link netzClusterName Structure
highlight default link netzName Identifier
highlight default link netzMember Identifier
highlight default link netzDeclared Identifier
highlight default link netzRole Identifier
highlight default link netzPortName Identifier
highlight default link netzEvery Constant
highlight default link netzEndpoint Constant
highlight default link netzBuiltin Constant
highlight default link netzBuiltinPart Constant
highlight default link netzAnyPort Constant
highlight default link netzAllVerbs Constant
highlight default link netzProfile Constant
highlight default link netzLint Constant
highlight default link netzObject Constant
highlight default link netzLoopValue Constant
highlight default link netzVerb Function
highlight default link netzIntent Function
highlight default link netzServed Function
highlight default link netzResource Type
highlight default link netzProtocol Type
highlight default link netzPort Number
highlight default link netzNamedPort Number
highlight default link netzAddress Number
highlight default link netzDate Number
highlight default link netzVersion Number
highlight default link netzAmount Number
highlight default link netzKey Label
highlight default link netzLabelKey Label
highlight default link netzValue String

highlight default link netzArrow Operator
highlight default link netzEquals Operator
highlight default link netzPortEquals Operator
highlight default link netzMatches Operator
highlight default link netzAbsent Operator
highlight default link netzBar Operator
highlight default link netzColon Delimiter
highlight default link netzComma Delimiter
highlight default link netzVerbComma Delimiter
highlight default link netzInComma Delimiter
highlight default link netzObjectComma Delimiter
highlight default link netzServedComma Delimiter
highlight default link netzLoopComma Delimiter
highlight default link netzPortComma Delimiter
highlight default link netzSlash Delimiter
highlight default link netzPortSlash Delimiter
highlight default link netzParen Delimiter
highlight default link netzBrace Delimiter

delfunction s:words
delfunction s:statement
delfunction s:behind
delfunction s:match
delfunction s:region

let b:current_syntax = 'netz'

let &cpo = s:save_cpo
unlet s:save_cpo
