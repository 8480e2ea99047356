; Written by editors/queries.sh from tree-sitter-netz/queries/highlights.scm; change it there.

; Colours. Each node has at most one pattern, so that it doesn't matter which of several an editor prefers.
; The names are those of `netz highlight`:
;   zone @module, segment @type, account @constant, role @attribute, verb @function, resource @type.builtin,
;   protocol @constant.builtin, port @number, address @string.special, label @property,
;   value @variable.member, variable @variable.parameter

(comment) @comment

; netz:begin keywords
[
  "account"
  "all"
  "always"
  "anywhere"
  "api"
  "as"
  "assume"
  "audit"
  "because"
  "by"
  "can"
  "cluster"
  "cluster-wide"
  "clusterrole"
  "confine"
  "delivered"
  "dns"
  "egress"
  "except"
  "exclusive"
  "extern"
  "for"
  "from"
  "group"
  "has"
  "host"
  "in"
  "ingress"
  "internet"
  "isolates"
  "label"
  "lint"
  "named"
  "namespaced"
  "namespaces"
  "net"
  "never"
  "nodes"
  "notin"
  "of"
  "only"
  "owner"
  "pods"
  "port"
  "preserved"
  "quota"
  "resource"
  "role"
  "segment"
  "service"
  "services"
  "source-ip"
  "sub"
  "until"
  "use"
  "user"
  "verb"
  "verbs"
  "warn"
  "where"
  "without"
  "zone"
] @keyword
; netz:end

["->" "<->" "->>" "=" "==" "!=" "!" "|" "*"] @operator
["," ";" ":" "/" "@"] @punctuation.delimiter
["(" ")" "{" "}"] @punctuation.bracket

(string) @string
(protocol) @constant.builtin
(number) @number
(address) @string.special
(key) @property
(value) @variable.member
(date) @variable.member
(kind) @type.builtin

; Zones and namespaces
(zone name: (identifier) @module)
(namespaces (identifier) @module)
(patterns (identifier) @module)
(cluster name: (identifier) @module)
(account namespace: (identifier) @module)
(peer zone: (identifier) @module)
(served zone: (identifier) @module)

; What flows connect
(segment name: (identifier) @type)
(net name: (identifier) @type)
(service name: (identifier) @type)
(served name: (identifier) @type)
(service endpoints: (peers (peer name: (identifier) @type)))
(flow sources: (peers (peer name: (identifier) @type)))
(flow destinations: (peers (peer name: (identifier) @type)))
(api_server (peer name: (identifier) @type))

; Whom grants are for
(segment account: (identifier) @constant)
(account name: (identifier) @constant)
(user name: (identifier) @constant)
(group name: (identifier) @constant)
(grant subjects: (peers (peer name: (identifier) @constant)))
(membership subjects: (peers (peer name: (identifier) @constant)))
(delivered subjects: (peers (peer name: (identifier) @constant)))

(role name: (identifier) @attribute)
(held_role name: (identifier) @attribute)
(verb (identifier) @function)
(verbs (identifier) @function)
(subresources (identifier) @type.builtin)

(port_declaration name: (identifier) @number)
(named_port name: (identifier) @number)
(port name: (identifier) @number)

(loop variable: (identifier) @variable.parameter)
(lint level: (identifier) @keyword)
(level name: (identifier) @variable.member)
(values (identifier) @variable.member)
(objects (identifier) @variable.member)
