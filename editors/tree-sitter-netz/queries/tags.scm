; An outline: what is declared; and where it is used.

(zone name: (identifier) @name) @definition.module
(cluster name: (identifier) @name) @definition.module
(segment name: (identifier) @name) @definition.class
(service name: (identifier) @name) @definition.interface
(net name: (identifier) @name) @definition.constant
(port_declaration name: (identifier) @name) @definition.constant
(account name: (identifier) @name) @definition.class
(user name: (identifier) @name) @definition.class
(group name: (identifier) @name) @definition.class
(role name: (identifier) @name) @definition.interface
(resource_declaration name: (kind) @name) @definition.type

(peer zone: (identifier) @name) @reference.module
(patterns (identifier) @name) @reference.module
(peer name: (identifier) @name) @reference.class
(held_role name: (identifier) @name) @reference.interface
