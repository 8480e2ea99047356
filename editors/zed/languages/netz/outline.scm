(zone "zone" @context name: (identifier) @name) @item
(segment "segment" @context name: (identifier) @name) @item
(net "net" @context name: (identifier) @name) @item
(service "service" @context name: (identifier) @name) @item
(account "account" @context name: (identifier) @name) @item
(role "role" @context name: (identifier) @name) @item
