"""Compares the lexer with what the compiler says of the same programs.

`cargo test --test suite editors::` writes them to target/tmp/editors.json.
"""

import json
import os
import sys
from pathlib import Path

from pygments.lexers import load_lexer_from_file
from pygments.token import (Comment, Error, Keyword, Literal, Name, Number, Operator, Punctuation, String,
                            Text, Whitespace)

HERE = Path(__file__).parent
TARGET = Path(os.environ.get('CARGO_TARGET_DIR', HERE.parent.parent / 'target'))
CLASSES = {
    Comment.Single: 'comment', Keyword: 'keyword', Name.Namespace: 'zone', Name.Class: 'segment',
    Name.Entity: 'account', Name.Decorator: 'role', Name.Function: 'verb', Name.Builtin: 'resource',
    Keyword.Type: 'protocol', Number.Integer: 'port', Number: 'address', Name.Attribute: 'label',
    Literal: 'value', Name.Variable: 'variable', String.Double: 'string', Operator: 'operator',
    Punctuation: None, Text: None, Whitespace: None, Error: 'error',
}


def difference(lexer, text, pieces):
    """Where the lexer and the compiler differ first."""
    wanted = [None] * len(text)
    found = [None] * len(text)
    for start, end, name in pieces:
        wanted[start:end] = [name] * (end - start)
    for start, kind, value in lexer.get_tokens_unprocessed(text):
        found[start:start + len(value)] = [CLASSES[kind]] * len(value)
    for at, character in enumerate(text):
        if character.isspace() or wanted[at] == found[at]:
            continue
        rest = text[at:].split('\n', 1)[0]
        # Subjects whose `can` or `has` is on a later line look like the endpoints of a flow.
        if (wanted[at], found[at]) == ('account', 'segment') and 'can' not in rest and 'has' not in rest:
            continue
        start = text.rfind('\n', 0, at) + 1
        line = text[start:].split('\n', 1)[0]
        return f'{line}\n{" " * (at - start)}^ is {wanted[at]}, and the lexer says {found[at]}'
    return None


def main():
    oracle = TARGET / 'tmp' / 'editors.json'
    if not oracle.exists():
        sys.exit(f'no {oracle}: cargo test --test suite editors::')
    lexer = load_lexer_from_file(str(HERE / 'netz_pygments.py'), 'NetzLexer')
    programs = json.loads(oracle.read_text(encoding='utf-8'))
    faults = []
    for program in programs:
        text = program['text']
        assert ''.join(value for _, _, value in lexer.get_tokens_unprocessed(text)) == text, program['name']
        fault = difference(lexer, text, program['pieces'])
        if fault:
            faults.append(f'{program["name"]}:\n{fault}\n')
    if faults or len(programs) < 2200:
        sys.exit('\n'.join([f'{len(faults)} of {len(programs)} differ', *faults[:12]]))
    print(f'Pygments sees what netz sees in {len(programs)} programs')


main()
