; What stands in a block is indented.
(body) @indent
(body "}" @outdent)

; So is what goes on over a line end.
[
  (flow)
  (grant)
  (membership)
  (segment)
  (net)
  (service)
] @indent
