#!/usr/bin/env python3
"""Follows every link of the built book: `links.py target/book docs`.

A link must lead to a page or file of the book, and to an anchor that is there. One that leaves the book must lead to
a file of the checkout, as it does where the documentation is read beside the code. Links to hosts aren't followed.
"""

import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit


class Page(HTMLParser):
    """The links and the anchors of a page."""

    def __init__(self, path):
        super().__init__()
        self.links, self.anchors, self.colored = [], set(), 0
        self.feed(path.read_text(encoding='utf-8'))

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name in ('href', 'src') and value:
                self.links.append(value)
            if name in ('id', 'name') and value:
                self.anchors.add(value)
            if name == 'class' and value and value.startswith('netz-'):
                self.colored += 1


def main(book, source):
    # The page that holds all others has their anchors in another form.
    paths = [path for path in book.rglob('*.html') if path.name not in ('print.html', '404.html', 'toc.html')]
    pages = {path.resolve(): Page(path) for path in paths}
    faults, followed, leaving = [], 0, 0
    for path, page in pages.items():
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            followed += 1
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if target in pages:
                if parts.fragment and unquote(parts.fragment) not in pages[target].anchors:
                    faults.append(f'{path.relative_to(book)}: {link} has no such anchor')
                continue
            if target.exists() and target.is_relative_to(book):
                continue
            beside = source / path.relative_to(book).parent / unquote(parts.path)
            if beside.exists() and not beside.resolve().is_relative_to(source):
                leaving += 1
                continue
            faults.append(f'{path.relative_to(book)}: {link} leads nowhere')
    colored = sum(page.colored for page in pages.values())
    if faults or colored < 1000:
        sys.exit('\n'.join([*faults, f'{len(faults)} links are dead; {colored} spans are in colour']))
    print(f'{len(pages)} pages, {followed} links, {leaving} to files beside the book, {colored} spans in colour')


main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve())
