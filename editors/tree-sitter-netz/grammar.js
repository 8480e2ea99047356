/**
 * The grammar of netz for tree-sitter. It takes whatever `grammar/netz.pest` takes, and a little more: a
 * tree for an editor need not refuse anything.
 *
 * Newlines are tokens, since they end statements. Where one doesn't, because `because` or `until` begins the
 * next line, is decided in `src/scanner.c`.
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// netz:begin contextual
const CONTEXTUAL = [
  'account',
  'always',
  'api',
  'assume',
  'audit',
  'by',
  'cluster-wide',
  'clusterrole',
  'confine',
  'delivered',
  'dns',
  'exclusive',
  'extern',
  'for',
  'group',
  'host',
  'isolates',
  'label',
  'lint',
  'namespaced',
  'namespaces',
  'net',
  'never',
  'nodes',
  'notin',
  'of',
  'only',
  'pods',
  'port',
  'preserved',
  'quota',
  'resource',
  'role',
  'segment',
  'service',
  'services',
  'source-ip',
  'sub',
  'use',
  'user',
  'verb',
  'verbs',
  'warn',
  'where',
  'zone',
];
// netz:end

const WORD = /[A-Za-z$][A-Za-z0-9$]*([-_]+[A-Za-z0-9$]+)*/;
const KIND = /[A-Za-z$][A-Za-z0-9$._-]*(\/(\*|[A-Za-z$][A-Za-z0-9$]*([-_]+[A-Za-z0-9$]+)*))?/;

/** Items between separators. */
const list = (item, separator) => seq(item, repeat(seq(separator, item)));

/** A list in parentheses, in which newlines mean nothing. */
const inParentheses = ($, item) =>
  seq('(', repeat($._newline), item, repeat(seq(repeat($._newline), ',', repeat($._newline), item)), repeat($._newline), ')');

/** Statements, each on a line of its own or behind a `;`, and blocks. */
const body = ($, statement, block) =>
  seq(repeat(choice($._end, ';', ...block, seq(statement, choice($._end, ';')))), optional(statement));

module.exports = grammar({
  name: 'netz',

  word: $ => $.identifier,

  extras: $ => [/[ \t\r\uFEFF]/, $.comment],

  externals: $ => [$._end, $._continuation, $._error_sentinel],

  inline: $ => [$._name],

  conflicts: $ => [[$._pattern, $.served]],

  rules: {
    source_file: $ => body($, $._statement, [$.block]),

    // Statements and blocks

    _statement: $ =>
      choice(
        $.flow,
        $.grant,
        $.membership,
        $.assertion,
        $.zone,
        $.inside,
        $.segment,
        $.net,
        $.port_declaration,
        $.service,
        $.account,
        $.user,
        $.group,
        $.role,
        $.resource_declaration,
        $.use,
        $.lint,
        $.label,
        $.pod_security,
        $.quota,
        $.owner,
        $.without,
        $.exclusive,
        $.delivered,
      ),

    block: $ =>
      choice(
        seq(field('header', choice($.zone, $.inside, $.loop)), field('body', $.body)),
        seq(field('header', $.cluster), field('body', alias($.facts, $.body))),
      ),

    body: $ => seq('{', body($, $._statement, [$.block]), '}'),
    facts: $ => seq('{', body($, $._fact, []), '}'),

    // Zones and blocks

    zone: $ =>
      seq(
        optional('extern'),
        'zone',
        field('name', $._name),
        optional(seq($._equals, $.namespaces)),
        optional($.isolates),
        optional($.owner),
      ),
    namespaces: $ => seq('namespaces', choice(seq('where', $.selector), $._names)),
    isolates: $ => seq('isolates', optional(choice('ingress', 'egress'))),
    owner: $ => seq('owner', field('name', $.string)),
    inside: $ => seq('in', $.patterns),
    loop: $ => seq('for', field('variable', $.identifier), 'in', optional(alias($._names, $.values))),
    cluster: $ => seq('cluster', optional(field('name', $._name))),

    // Declarations

    use: $ => seq('use', field('path', $.string)),
    segment: $ =>
      seq(
        'segment',
        field('name', $._name),
        optional(seq('as', field('account', $._name))),
        repeat(choice($.named_port, $.port)),
        optional(seq(':', repeat($._newline), $.selectors)),
      ),
    named_port: $ => seq(field('name', $._name), '=', alias($._transport, $.port)),
    net: $ => seq('net', field('name', $._name), $._equals, list($.cidr, $._comma)),
    port_declaration: $ => seq('port', field('name', $._name), $._equals, repeat1($.port)),
    service: $ => seq('service', field('name', $._name), $._equals, field('endpoints', $.peers), repeat1($.port)),
    account: $ =>
      seq(optional('extern'), 'account', field('name', $._name), optional(seq('in', field('namespace', $._name)))),
    user: $ => seq('user', field('name', $._name), $._equals, $.string),
    group: $ => seq('group', field('name', $._name), $._equals, $.string),
    role: $ => seq('role', field('name', $._name), 'can', $._permission),
    resource_declaration: $ =>
      seq(
        'resource',
        field('name', $.kind),
        optional('namespaced'),
        optional(seq('sub', alias($._names, $.subresources))),
        optional(seq('verbs', alias($._names, $.verbs))),
      ),
    lint: $ => seq('lint', field('level', $._name), alias($._names, $.values)),
    label: $ => seq('label', $.key),
    pod_security: $ => seq('pods', $.level, repeat(seq($._comma, choice('warn', 'audit'), $.level))),
    level: $ => seq(field('name', $._name), optional(seq('@', $.value))),
    quota: $ => seq('quota', list($.amount, $._comma)),
    amount: $ => seq($.key, '=', $.value),
    without: $ => seq('without', choice('dns', 'api')),
    exclusive: $ => seq(optional('assume'), 'exclusive'),
    delivered: $ => seq('delivered', 'by', field('subjects', $.peers)),

    // Selectors

    selectors: $ => list($.selector, seq('|', repeat($._newline))),
    selector: $ => list($.requirement, $._comma),
    requirement: $ =>
      choice(
        seq('!', $.key),
        seq($.key, optional(choice(seq(choice('=', '==', '!='), $.value), seq(choice('in', 'notin'), $._value_list)))),
      ),
    _value_list: $ => inParentheses($, $.value),
    key: $ => choice(token(/[A-Za-z0-9$._-]+(\/[A-Za-z0-9$._-]+)?/), $._string),
    value: $ => choice(token(/[A-Za-z0-9$._-]+/), $._string),

    // Flows

    flow: $ =>
      seq(
        field('sources', $.peers),
        field('arrow', choice('->', '<->', '->>')),
        repeat($._newline),
        field('destinations', $.peers),
        repeat($.port),
        optional($.half),
        repeat($._clause),
      ),
    half: $ => seq(choice('egress', 'ingress'), 'only'),
    _clause: $ => seq(optional(seq($._continuation, repeat($._newline))), choice($.because, $.until)),
    because: $ => seq('because', $.string),
    until: $ => seq('until', $.date),

    // Endpoints of flows and subjects of grants: which of the two shows only behind them.

    peers: $ => list(choice($.peer, $.host, $.served, $.everywhere, $.cidr), $._comma),
    peer: $ =>
      choice(
        field('name', $._pattern),
        seq(field('zone', $._pattern), token.immediate('/'), field('name', $._pattern)),
      ),
    host: $ => prec(1, seq('host', $.string)),
    // `service pay/api`, and not the segment `service` on a port `pay`: the slash tells.
    served: $ => seq('service', field('zone', $._pattern), token.immediate('/'), field('name', $._pattern)),
    everywhere: $ => choice('cluster', 'internet', 'anywhere'),
    cidr: $ => seq($.address, optional(seq('except', choice($.address, inParentheses($, $.address))))),

    port: $ => choice($._transport, alias(choice('any', 'icmp'), $.protocol), field('name', $._name)),
    _transport: $ =>
      seq(
        alias(choice('tcp', 'udp', 'sctp'), $.protocol),
        optional(seq(token.immediate('/'), list(alias($._port_value, $.number), token.immediate(',')))),
      ),
    _port_value: $ => token.immediate(/[A-Za-z0-9$]+(-[A-Za-z0-9$]+)*/),

    // Grants

    grant: $ => seq(field('subjects', $.peers), 'can', $._permission, optional($.scope), repeat($._clause)),
    membership: $ =>
      seq(field('subjects', $.peers), 'has', list($.held_role, $._comma), optional($.scope), repeat($._clause)),
    held_role: $ => prec.right(seq(optional('clusterrole'), field('name', $._name))),
    scope: $ => choice('cluster-wide', seq('in', $.patterns)),

    _permission: $ =>
      seq(
        list(choice(field('verb', $.verb), $.custom_verb), $._comma),
        list($.resource, $._comma),
        optional(seq('named', alias($._names, $.objects))),
      ),
    verb: $ => choice($.identifier, alias(choice(...CONTEXTUAL, 'all'), $.identifier), $.string),
    custom_verb: $ => prec(1, seq('verb', $.string)),
    resource: $ =>
      seq(
        choice($.kind, seq('all', 'of', $.kind), $.string),
        optional(seq('except', choice($.kind, inParentheses($, $.kind)))),
      ),
    kind: $ => token(KIND),

    // Assertions

    assertion: $ => seq(choice('never', 'always', 'only', 'confine'), choice($.flow, $.grant)),

    // In a `cluster` block

    _fact: $ => choice($.range, $.api_server, $.source_address, $.service),
    range: $ => seq(choice('pods', 'services', 'nodes'), list($.cidr, $._comma)),
    api_server: $ => seq('api', list($.cidr, $._comma), repeat1($.port), optional(seq('from', $.peer))),
    source_address: $ => seq('source-ip', 'preserved'),

    // Names and the like

    _names: $ => list($._name, $._comma),
    patterns: $ => list($._pattern, $._comma),
    _name: $ => choice($.identifier, alias(choice(...CONTEXTUAL, $._string), $.identifier)),
    _pattern: $ => choice('*', $.identifier, alias(choice(...CONTEXTUAL, $._glob, $._string), $.identifier)),

    identifier: $ => token(WORD),
    _glob: $ => token(/[A-Za-z$*][A-Za-z0-9$*]*([-_]+[A-Za-z0-9$*]+)*/),
    string: $ => $._string,
    _string: $ => token(/"([^"\\\n]|\\[^\n])*"/),
    date: $ => token(/[0-9]{4}-[0-9]{2}-[0-9]{2}/),
    address: $ =>
      token(
        choice(
          /[0-9]+(\.[0-9]+)+(\/[0-9]+)?/,
          /[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*(\/[0-9]+)?/,
        ),
      ),

    comment: $ => token(/#[^\r\n]*/),
    _comma: $ => seq(',', repeat($._newline)),
    _equals: $ => seq('=', repeat($._newline)),
    _newline: $ => token(/\n/),
  },
});
