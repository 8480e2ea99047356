; Where names are declared and used. Segments belong to their block.

(source_file) @local.scope
(block) @local.scope

(segment name: (identifier) @local.definition.type)
(net name: (identifier) @local.definition.type)
(service name: (identifier) @local.definition.type)
(account name: (identifier) @local.definition.constant)
(user name: (identifier) @local.definition.constant)
(group name: (identifier) @local.definition.constant)
(role name: (identifier) @local.definition.type)
(port_declaration name: (identifier) @local.definition.constant)
(loop variable: (identifier) @local.definition.parameter)

(peer !zone name: (identifier) @local.reference)
(held_role name: (identifier) @local.reference)
(port name: (identifier) @local.reference)
