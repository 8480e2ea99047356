// netz for highlight.js.
//
// The states are generated from the grammar for Sublime Text: `cargo run --example editors` writes them. Each
// rule is an expression, the class of each of its groups, how many states end, and which begin.

// netz:begin states
const STATES = {
  "main": [
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/;/dmy, {"0":"nothing"}, 0, []],
    [/\{/dmy, {"0":"nothing"}, 0, ["block"]],
    [/(because)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(until)(?![-_]*[A-Za-z0-9$])[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})?/dmy, {"1":"keyword","2":"value"}, 0, []],
    [/(?:(extern)[ \t]+)?(zone)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, ["zone","zone-name"]],
    [/in(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["patterns"]],
    [/for(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["for"]],
    [/cluster(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["cluster"]],
    [/use(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["text"]],
    [/owner(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["text"]],
    [/segment(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["segment","segment-name"]],
    [/net(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["addresses","assigned","net-name"]],
    [/port(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["ports","assigned","port-name"]],
    [/service(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))(?![ \t]+(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")\/)/dmy, {"0":"keyword"}, 0, ["destinations","assigned","service-name"]],
    [/(?:(extern)[ \t]+)?(account)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, ["account","account-name"]],
    [/(?:user|group)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["text","assigned","account-name"]],
    [/role(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["role","role-name"]],
    [/resource(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["resource"]],
    [/lint(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["values","lint-level"]],
    [/label(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["label"]],
    [/pods(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["levels"]],
    [/quota(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["quota"]],
    [/(without)[ \t]+(dns|api)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, []],
    [/(?:(assume)[ \t]+)?(exclusive)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, []],
    [/(delivered)[ \t]+(by)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, ["subjects"]],
    [/(?:never|always|only|confine)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["sentence"]],
    [/(?=\S)/dmy, {}, 0, ["sentence"]],
    [/\}/dmy, {"0":"nothing"}, 0, []],
  ],
  "block": [
    [/\}/dmy, {"0":"nothing"}, 1, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/;/dmy, {"0":"nothing"}, 0, []],
    [/\{/dmy, {"0":"nothing"}, 0, ["block"]],
    [/(because)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(until)(?![-_]*[A-Za-z0-9$])[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})?/dmy, {"1":"keyword","2":"value"}, 0, []],
    [/(?:(extern)[ \t]+)?(zone)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, ["zone","zone-name"]],
    [/in(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["patterns"]],
    [/for(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["for"]],
    [/cluster(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["cluster"]],
    [/use(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["text"]],
    [/owner(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["text"]],
    [/segment(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["segment","segment-name"]],
    [/net(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["addresses","assigned","net-name"]],
    [/port(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["ports","assigned","port-name"]],
    [/service(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))(?![ \t]+(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")\/)/dmy, {"0":"keyword"}, 0, ["destinations","assigned","service-name"]],
    [/(?:(extern)[ \t]+)?(account)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, ["account","account-name"]],
    [/(?:user|group)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["text","assigned","account-name"]],
    [/role(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["role","role-name"]],
    [/resource(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["resource"]],
    [/lint(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["values","lint-level"]],
    [/label(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["label"]],
    [/pods(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["levels"]],
    [/quota(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["quota"]],
    [/(without)[ \t]+(dns|api)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, []],
    [/(?:(assume)[ \t]+)?(exclusive)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, []],
    [/(delivered)[ \t]+(by)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, ["subjects"]],
    [/(?:never|always|only|confine)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["sentence"]],
    [/(?=\S)/dmy, {}, 0, ["sentence"]],
  ],
  "comment": [
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
  ],
  "more": [
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[^\s#])/dmy, {}, 1, []],
  ],
  "finish": [
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
  ],
  "stray": [
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "statements": [
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/;/dmy, {"0":"nothing"}, 0, []],
    [/\{/dmy, {"0":"nothing"}, 0, ["block"]],
    [/(because)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(until)(?![-_]*[A-Za-z0-9$])[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})?/dmy, {"1":"keyword","2":"value"}, 0, []],
    [/(?:(extern)[ \t]+)?(zone)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, ["zone","zone-name"]],
    [/in(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["patterns"]],
    [/for(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["for"]],
    [/cluster(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["cluster"]],
    [/use(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["text"]],
    [/owner(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["text"]],
    [/segment(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["segment","segment-name"]],
    [/net(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["addresses","assigned","net-name"]],
    [/port(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["ports","assigned","port-name"]],
    [/service(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))(?![ \t]+(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")\/)/dmy, {"0":"keyword"}, 0, ["destinations","assigned","service-name"]],
    [/(?:(extern)[ \t]+)?(account)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, ["account","account-name"]],
    [/(?:user|group)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["text","assigned","account-name"]],
    [/role(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["role","role-name"]],
    [/resource(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["resource"]],
    [/lint(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["values","lint-level"]],
    [/label(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["label"]],
    [/pods(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["levels"]],
    [/quota(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["quota"]],
    [/(without)[ \t]+(dns|api)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, []],
    [/(?:(assume)[ \t]+)?(exclusive)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, []],
    [/(delivered)[ \t]+(by)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"1":"keyword","2":"keyword"}, 0, ["subjects"]],
    [/(?:never|always|only|confine)(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))/dmy, {"0":"keyword"}, 0, ["sentence"]],
    [/(?=\S)/dmy, {}, 0, ["sentence"]],
  ],
  "zone-name": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"zone"}, 1, []],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "zone": [
    [/=/dmy, {"0":"operator"}, 0, ["more"]],
    [/namespaces(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 0, ["namespaces"]],
    [/(isolates)(?![-_]*[A-Za-z0-9$])(?:[ \t]+(ingress|egress)(?![-_]*[A-Za-z0-9$]))?/dmy, {"1":"keyword","2":"keyword"}, 0, []],
    [/(owner)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "namespaces": [
    [/where(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["selector"]],
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"zone"}, 1, ["behind-namespace"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?=\S)/dmy, {}, 1, []],
  ],
  "namespace": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"zone"}, 1, ["behind-namespace"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?=\S)/dmy, {}, 1, []],
  ],
  "behind-namespace": [
    [/,/dmy, {"0":"nothing"}, 1, ["namespace","more"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?=\S)/dmy, {}, 1, []],
  ],
  "patterns": [
    [/\*(?![A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])/dmy, {"0":"operator"}, 1, ["behind-pattern"]],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"zone"}, 1, ["behind-pattern"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-pattern": [
    [/,/dmy, {"0":"nothing"}, 1, ["patterns","more"]],
    [/(because)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(until)(?![-_]*[A-Za-z0-9$])[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})?/dmy, {"1":"keyword","2":"value"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "for": [
    [/[A-Za-z][A-Za-z0-9]*(?![-_]*[A-Za-z0-9$])/dmy, {"0":"variable"}, 1, ["for-in"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "for-in": [
    [/in(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["values"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "values": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"value"}, 1, ["behind-value"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-value": [
    [/,/dmy, {"0":"nothing"}, 1, ["values","more"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "cluster": [
    [/\{/dmy, {"0":"nothing"}, 1, ["facts"]],
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"zone"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "facts": [
    [/\}/dmy, {"0":"nothing"}, 1, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/;/dmy, {"0":"nothing"}, 0, []],
    [/(source-ip)[ \t]+(preserved)(?![-_]*[A-Za-z0-9$])/dmy, {"1":"keyword","2":"keyword"}, 0, []],
    [/(?:pods|services|nodes|api)(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 0, ["addresses"]],
    [/service(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))(?![ \t]+(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")\/)/dmy, {"0":"keyword"}, 0, ["destinations","assigned","service-name"]],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "assigned": [
    [/=/dmy, {"0":"operator"}, 1, ["more"]],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "text": [
    [/"(?:[^"\\\n]|\\.)*"/dmy, {"0":"string"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "segment-name": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"segment"}, 1, []],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "segment": [
    [/(as)(?![-_]*[A-Za-z0-9$])[ \t]+((?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*"))/dmy, {"1":"keyword","2":"account"}, 0, []],
    [/((?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*"))[ \t]*(=)/dmy, {"1":"port","2":"operator"}, 0, []],
    [/:/dmy, {"0":"nothing"}, 1, ["selector","more"]],
    [/(tcp|udp|sctp)(?![-_]*[A-Za-z0-9$])(\/)/dmy, {"1":"protocol","2":"nothing"}, 0, ["port-values"]],
    [/(?:tcp|udp|sctp|icmp|any)(?![-_]*[A-Za-z0-9$])/dmy, {"0":"protocol"}, 0, []],
    [/(?!(?:all|any|anywhere|as|because|can|cluster|egress|except|from|has|icmp|in|ingress|internet|named|owner|sctp|tcp|udp|until|without)(?![-_]*[A-Za-z0-9$]))(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"port"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "net-name": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"segment"}, 1, []],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "port-name": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"port"}, 1, []],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "ports": [
    [/(tcp|udp|sctp)(?![-_]*[A-Za-z0-9$])(\/)/dmy, {"1":"protocol","2":"nothing"}, 0, ["port-values"]],
    [/(?:tcp|udp|sctp|icmp|any)(?![-_]*[A-Za-z0-9$])/dmy, {"0":"protocol"}, 0, []],
    [/(?!(?:all|any|anywhere|as|because|can|cluster|egress|except|from|has|icmp|in|ingress|internet|named|owner|sctp|tcp|udp|until|without)(?![-_]*[A-Za-z0-9$]))(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"port"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "service": [
    [/service(?![-_]*[A-Za-z0-9$*])(?![ \t]*(?:<?->|[,\/]|(?:can|has)(?![-_]*[A-Za-z0-9$])))(?![ \t]+(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")\/)/dmy, {"0":"keyword"}, 0, ["destinations","assigned","service-name"]],
  ],
  "service-name": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"segment"}, 1, []],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "account-name": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"account"}, 1, []],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "account": [
    [/(in)(?![-_]*[A-Za-z0-9$])[ \t]+((?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*"))/dmy, {"1":"keyword","2":"zone"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "role-name": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"role"}, 1, []],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "role": [
    [/can(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["verbs"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "resource": [
    [/[A-Za-z$][A-Za-z0-9$._-]*(?:\/(?:\*|[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*))?/dmy, {"0":"resource"}, 1, ["behind-declared-resource"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-declared-resource": [
    [/namespaced(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 0, []],
    [/sub(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 0, ["subresources"]],
    [/verbs(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["served-verbs"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "subresources": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"resource"}, 1, ["behind-subresource"]],
    [/(?=[^\s#])|$/dmy, {}, 1, []],
  ],
  "behind-subresource": [
    [/,/dmy, {"0":"nothing"}, 1, ["subresources","more"]],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "served-verbs": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"verb"}, 1, ["behind-served-verb"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-served-verb": [
    [/,/dmy, {"0":"nothing"}, 1, ["served-verbs","more"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "lint-level": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"keyword"}, 1, []],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "label": [
    [/"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9$._-]+(?:\/[A-Za-z0-9$._-]+)?/dmy, {"0":"label"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "levels": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"value"}, 1, ["behind-level"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-level": [
    [/(@)("(?:[^"\\\n]|\\.)*"|[A-Za-z0-9$._-]+)?/dmy, {"1":"nothing","2":"value"}, 0, []],
    [/,/dmy, {"0":"nothing"}, 1, ["levels","mode","more"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "mode": [
    [/(?:warn|audit)(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, []],
    [/(?=\S)|$/dmy, {}, 1, []],
  ],
  "quota": [
    [/"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9$._-]+(?:\/[A-Za-z0-9$._-]+)?/dmy, {"0":"label"}, 1, ["behind-quota"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-quota": [
    [/(=)[ \t]*("(?:[^"\\\n]|\\.)*"|[A-Za-z0-9$._-]+)?/dmy, {"1":"operator","2":"value"}, 0, []],
    [/,/dmy, {"0":"nothing"}, 1, ["quota","more"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "selector": [
    [/!/dmy, {"0":"operator"}, 0, []],
    [/"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9$._-]+(?:\/[A-Za-z0-9$._-]+)?/dmy, {"0":"label"}, 1, ["behind-key"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?=\S)/dmy, {}, 1, []],
  ],
  "behind-key": [
    [/(==|!=|=)[ \t]*("(?:[^"\\\n]|\\.)*"|[A-Za-z0-9$._-]+)?/dmy, {"1":"operator","2":"value"}, 0, []],
    [/(in|notin)(?![-_]*[A-Za-z0-9$])[ \t]*(\()/dmy, {"1":"keyword","2":"nothing"}, 0, ["label-values"]],
    [/,/dmy, {"0":"nothing"}, 1, ["selector","more"]],
    [/\|/dmy, {"0":"operator"}, 1, ["selector","more"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?=\S)/dmy, {}, 1, []],
  ],
  "label-values": [
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/\)/dmy, {"0":"nothing"}, 1, []],
    [/,/dmy, {"0":"nothing"}, 0, []],
    [/"(?:[^"\\\n]|\\.)*"|[A-Za-z0-9$._-]+/dmy, {"0":"value"}, 0, []],
    [/(?=[;{}])/dmy, {}, 1, []],
  ],
  "sentence": [
    [/(?=(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")(?:\/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*"))?(?:[ \t]*,[ \t]*(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")(?:\/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*"))?)*[ \t]+(?:can|has)(?![-_]*[A-Za-z0-9$]))/dmy, {}, 1, ["subjects"]],
    [/(?=\S)/dmy, {}, 1, ["sources"]],
    [/$/dmy, {}, 1, []],
  ],
  "sources": [
    [/(?=(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")(?:\/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*"))?(?:[ \t]*,[ \t]*(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")(?:\/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*"))?)*[ \t]+(?:can|has)(?![-_]*[A-Za-z0-9$]))/dmy, {}, 1, ["subjects"]],
    [/(?=(?:[0-9]+(?:\.[0-9]+)+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9]+)?)|(?=[A-Za-z$*"])/dmy, {}, 1, ["behind-source","endpoint"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-source": [
    [/<->|->>|->/dmy, {"0":"operator"}, 1, ["destinations","more"]],
    [/can(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["verbs"]],
    [/has(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["roles"]],
    [/,/dmy, {"0":"nothing"}, 1, ["sources","more"]],
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*(\()/dmy, {"1":"keyword","2":"nothing"}, 0, ["excepted-addresses"]],
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*((?:[0-9]+(?:\.[0-9]+)+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9]+)?)?/dmy, {"1":"keyword","2":"address"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "destinations": [
    [/(?=(?:[0-9]+(?:\.[0-9]+)+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9]+)?)|(?=[A-Za-z$*"])/dmy, {}, 1, ["behind-destination","endpoint"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-destination": [
    [/,/dmy, {"0":"nothing"}, 1, ["destinations","more"]],
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*(\()/dmy, {"1":"keyword","2":"nothing"}, 0, ["excepted-addresses"]],
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*((?:[0-9]+(?:\.[0-9]+)+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9]+)?)?/dmy, {"1":"keyword","2":"address"}, 0, []],
    [/(egress|ingress)[ \t]+(only)(?![-_]*[A-Za-z0-9$])/dmy, {"1":"keyword","2":"keyword"}, 0, []],
    [/(because)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(until)(?![-_]*[A-Za-z0-9$])[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})?/dmy, {"1":"keyword","2":"value"}, 0, []],
    [/(tcp|udp|sctp)(?![-_]*[A-Za-z0-9$])(\/)/dmy, {"1":"protocol","2":"nothing"}, 0, ["port-values"]],
    [/(?:tcp|udp|sctp|icmp|any)(?![-_]*[A-Za-z0-9$])/dmy, {"0":"protocol"}, 0, []],
    [/(?!(?:all|any|anywhere|as|because|can|cluster|egress|except|from|has|icmp|in|ingress|internet|named|owner|sctp|tcp|udp|until|without)(?![-_]*[A-Za-z0-9$]))(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"port"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "endpoint": [
    [/(?:[0-9]+(?:\.[0-9]+)+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9]+)?/dmy, {"0":"address"}, 1, []],
    [/(?:cluster|internet|anywhere)(?![-_]*[A-Za-z0-9$])(?![*\/])/dmy, {"0":"keyword"}, 1, []],
    [/(host)[ \t]*("(?:[^"\\\n]|\\.)*")/dmy, {"1":"keyword","2":"string"}, 1, []],
    [/(service)[ \t]+(?!(?:all|any|anywhere|as|because|can|cluster|egress|except|from|has|icmp|in|ingress|internet|named|owner|sctp|tcp|udp|until|without)(?![-_]*[A-Za-z0-9$]))((?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*"))(\/)((?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*"))/dmy, {"1":"keyword","2":"zone","3":"nothing","4":"segment"}, 1, []],
    [/(?:(\*)|((?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")))(\/)(?:(\*(?![A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*]))|((?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")))/dmy, {"1":"operator","2":"zone","3":"nothing","4":"operator","5":"segment"}, 1, []],
    [/\*(?![A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])/dmy, {"0":"operator"}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"segment"}, 1, []],
    [/(?:)/dmy, {}, 1, []],
  ],
  "except": [
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*(\()/dmy, {"1":"keyword","2":"nothing"}, 0, ["excepted-addresses"]],
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*((?:[0-9]+(?:\.[0-9]+)+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9]+)?)?/dmy, {"1":"keyword","2":"address"}, 0, []],
  ],
  "excepted-addresses": [
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/\)/dmy, {"0":"nothing"}, 1, []],
    [/,/dmy, {"0":"nothing"}, 0, []],
    [/(?:[0-9]+(?:\.[0-9]+)+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9]+)?/dmy, {"0":"address"}, 0, []],
    [/(?=[;{}])/dmy, {}, 1, []],
  ],
  "addresses": [
    [/(?:[0-9]+(?:\.[0-9]+)+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9]+)?/dmy, {"0":"address"}, 1, ["behind-address"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-address": [
    [/,/dmy, {"0":"nothing"}, 1, ["addresses","more"]],
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*(\()/dmy, {"1":"keyword","2":"nothing"}, 0, ["excepted-addresses"]],
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*((?:[0-9]+(?:\.[0-9]+)+|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*)(?:\/[0-9]+)?)?/dmy, {"1":"keyword","2":"address"}, 0, []],
    [/from(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["sources"]],
    [/(tcp|udp|sctp)(?![-_]*[A-Za-z0-9$])(\/)/dmy, {"1":"protocol","2":"nothing"}, 0, ["port-values"]],
    [/(?:tcp|udp|sctp|icmp|any)(?![-_]*[A-Za-z0-9$])/dmy, {"0":"protocol"}, 0, []],
    [/(?!(?:all|any|anywhere|as|because|can|cluster|egress|except|from|has|icmp|in|ingress|internet|named|owner|sctp|tcp|udp|until|without)(?![-_]*[A-Za-z0-9$]))(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"port"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "port": [
    [/(tcp|udp|sctp)(?![-_]*[A-Za-z0-9$])(\/)/dmy, {"1":"protocol","2":"nothing"}, 0, ["port-values"]],
    [/(?:tcp|udp|sctp|icmp|any)(?![-_]*[A-Za-z0-9$])/dmy, {"0":"protocol"}, 0, []],
    [/(?!(?:all|any|anywhere|as|because|can|cluster|egress|except|from|has|icmp|in|ingress|internet|named|owner|sctp|tcp|udp|until|without)(?![-_]*[A-Za-z0-9$]))(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"port"}, 0, []],
  ],
  "port-values": [
    [/[A-Za-z0-9$]+(?:-[A-Za-z0-9$]+)*/dmy, {"0":"port"}, 0, []],
    [/,(?=[A-Za-z0-9$])/dmy, {"0":"nothing"}, 0, []],
    [/(?:)/dmy, {}, 1, []],
  ],
  "clauses": [
    [/(because)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(until)(?![-_]*[A-Za-z0-9$])[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})?/dmy, {"1":"keyword","2":"value"}, 0, []],
  ],
  "subjects": [
    [/(?:(\*)|((?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")))(\/)(?:(\*(?![A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*]))|((?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")))/dmy, {"1":"operator","2":"zone","3":"nothing","4":"operator","5":"account"}, 1, ["behind-subject"]],
    [/\*(?![A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])/dmy, {"0":"operator"}, 1, ["behind-subject"]],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"account"}, 1, ["behind-subject"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-subject": [
    [/,/dmy, {"0":"nothing"}, 1, ["subjects","more"]],
    [/can(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["verbs"]],
    [/has(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["roles"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "verbs": [
    [/(verb)[ \t]*("(?:[^"\\\n]|\\.)*")/dmy, {"1":"keyword","2":"string"}, 1, ["behind-verb"]],
    [/"(?:[^"\\\n]|\\.)*"/dmy, {"0":"string"}, 1, ["behind-verb"]],
    [/(?:read|write|apply|exec|forward)(?![-_]*[A-Za-z0-9$])/dmy, {"0":"verb"}, 1, ["behind-verb"]],
    [/[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*/dmy, {"0":"verb"}, 1, ["behind-verb"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-verb": [
    [/,/dmy, {"0":"nothing"}, 1, ["verbs","more"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?=\S)/dmy, {}, 1, ["resources"]],
  ],
  "resources": [
    [/(all)[ \t]+(of)[ \t]+([A-Za-z$][A-Za-z0-9$._-]*(?:\/(?:\*|[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*))?)/dmy, {"1":"keyword","2":"keyword","3":"resource"}, 1, ["behind-resource"]],
    [/"(?:[^"\\\n]|\\.)*"/dmy, {"0":"string"}, 1, ["behind-resource"]],
    [/[A-Za-z$][A-Za-z0-9$._-]*(?:\/(?:\*|[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*))?/dmy, {"0":"resource"}, 1, ["behind-resource"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-resource": [
    [/,/dmy, {"0":"nothing"}, 1, ["resources","more"]],
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*(\()/dmy, {"1":"keyword","2":"nothing"}, 0, ["excepted-resources"]],
    [/(except)(?![-_]*[A-Za-z0-9$])[ \t]*([A-Za-z$][A-Za-z0-9$._-]*(?:\/(?:\*|[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*))?)?/dmy, {"1":"keyword","2":"resource"}, 0, []],
    [/named(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["objects"]],
    [/cluster-wide(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 0, []],
    [/in(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["patterns"]],
    [/(because)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(until)(?![-_]*[A-Za-z0-9$])[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})?/dmy, {"1":"keyword","2":"value"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "excepted-resources": [
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/\)/dmy, {"0":"nothing"}, 1, []],
    [/,/dmy, {"0":"nothing"}, 0, []],
    [/[A-Za-z$][A-Za-z0-9$._-]*(?:\/(?:\*|[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*))?/dmy, {"0":"resource"}, 0, []],
    [/(?=[;{}])/dmy, {}, 1, []],
  ],
  "objects": [
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"value"}, 1, ["behind-object"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-object": [
    [/,/dmy, {"0":"nothing"}, 1, ["objects","more"]],
    [/cluster-wide(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 0, []],
    [/in(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["patterns"]],
    [/(because)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(until)(?![-_]*[A-Za-z0-9$])[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})?/dmy, {"1":"keyword","2":"value"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "roles": [
    [/clusterrole(?=[ \t]+(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*"))/dmy, {"0":"keyword"}, 0, []],
    [/(?:[A-Za-z$](?:[A-Za-z0-9$]|[-_]+[A-Za-z0-9$])*|"(?:[^"\\\n]|\\.)*")/dmy, {"0":"role"}, 1, ["behind-role"]],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "behind-role": [
    [/,/dmy, {"0":"nothing"}, 1, ["roles","more"]],
    [/cluster-wide(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 0, []],
    [/in(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["patterns"]],
    [/(because)(?![-_]*[A-Za-z0-9$])[ \t]*("(?:[^"\\\n]|\\.)*")?/dmy, {"1":"keyword","2":"string"}, 0, []],
    [/(until)(?![-_]*[A-Za-z0-9$])[ \t]*([0-9]{4}-[0-9]{2}-[0-9]{2})?/dmy, {"1":"keyword","2":"value"}, 0, []],
    [/(#)[^\r\n]*/dmy, {"0":"comment"}, 0, []],
    [/(?=[;{}])|$/dmy, {}, 1, []],
    [/(?:[A-Za-z$*](?:[A-Za-z0-9$*]|[-_]+[A-Za-z0-9$*])*|"(?:[^"\\\n]|\\.)*")|[^\s;{}#]/dmy, {}, 0, []],
  ],
  "scope": [
    [/cluster-wide(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 0, []],
    [/in(?![-_]*[A-Za-z0-9$])/dmy, {"0":"keyword"}, 1, ["patterns"]],
  ],
  "string": [
    [/"(?:[^"\\\n]|\\.)*"/dmy, {"0":"string"}, 0, []],
  ],
};
// netz:end

/** What highlight.js calls each class. */
const SCOPES = {
  comment: "comment",
  keyword: "keyword",
  zone: "section",
  segment: "title.class",
  account: "symbol",
  role: "meta",
  verb: "title.function",
  resource: "built_in",
  protocol: "type",
  port: "number",
  address: "literal",
  label: "attr",
  value: "property",
  variable: "params",
  string: "string",
  operator: "operator",
};

/** The first rule that does something at a place. */
function step(code, at, state) {
  for (const rule of STATES[state]) {
    const [expression, , ended, begun] = rule;
    expression.lastIndex = at;
    const match = expression.exec(code);
    if (match !== null && (match[0] !== "" || ended > 0 || begun.length > 0)) return [match, rule];
  }
  return null;
}

function emit(code, emitter) {
  const stack = ["main"];
  let at = 0;
  const text = (end) => {
    if (at < end) emitter.addText(code.slice(at, end));
    at = Math.max(at, end);
  };
  while (at < code.length) {
    const found = step(code, at, stack[stack.length - 1]);
    if (found === null) {
      text(at + 1);
      continue;
    }
    const [match, [, classes, ended, begun]] = found;
    const end = match.index + match[0].length;
    for (const [group, name] of Object.entries(classes)) {
      const place = match.indices[group];
      if (place === undefined || SCOPES[name] === undefined || place[0] === place[1]) continue;
      text(place[0]);
      emitter.startScope(SCOPES[name]);
      text(place[1]);
      emitter.endScope();
    }
    text(end);
    if (ended > 0) stack.pop();
    stack.push(...begun);
  }
}

/** The language, for `hljs.registerLanguage("netz", netz)`. */
function netz() {
  return { name: "netz", aliases: [], contains: [], __emitTokens: emit };
}

if (typeof module === "object") module.exports = netz;
else if (typeof hljs === "object") hljs.registerLanguage("netz", netz);
