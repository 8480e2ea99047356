#!/usr/bin/env bash
# Writes the queries of Helix, Zed and Neovim from those of the grammar. Each editor has names of its own for colours.
#
#   editors/queries.sh           writes them
#   editors/queries.sh --check   says whether they are as they would be written, and leaves with 1 where not
set -euo pipefail
cd "$(dirname "$0")"
source=tree-sitter-netz/queries

# Helix: https://docs.helix-editor.com/themes.html#scopes
helix() {
  sed -E -e 's/@module\b/@namespace/' -e 's/@variable\.member\b/@string/' -e 's/@property\b/@variable.other.member/' \
    -e 's/@number\b/@constant.numeric/' -e 's/@string\.special\b/@constant.numeric/'
}
# Zed: https://zed.dev/docs/extensions/languages#syntax-highlighting
zed() {
  sed -E -e 's/@(module|type\.builtin)\b/@type/' -e 's/@variable\.member\b/@string/' -e 's/@constant\.builtin\b/@constant/' \
    -e 's/@variable\.parameter\b/@variable.special/'
}

# The text of a query for an editor.
text() {
  echo "; Written by editors/queries.sh from $source/$2; change it there."
  echo
  case "$1" in
    # Nobody reads a legend of other names.
    helix) grep -v '^;   ' "$source/$2" | grep -v '^; The names are those' | helix ;;
    zed) grep -v '^;   ' "$source/$2" | grep -v '^; The names are those' | zed ;;
    neovim) cat "$source/$2" ;;
  esac
}

status=0
one() {
  local target="$2/$3"
  if [ "${check:-}" ]; then
    text "$1" "$3" | diff -u "$target" - || { echo "$target is not as it would be written: run editors/queries.sh" >&2; status=1; }
  else
    mkdir -p "$2"
    text "$1" "$3" > "$target"
  fi
}
case "${1:-}" in
  "") check= ;;
  --check) check=yes ;;
  *) echo "usage: editors/queries.sh [--check]" >&2; exit 2 ;;
esac

for query in highlights.scm folds.scm locals.scm; do
  one neovim neovim/queries/netz "$query"
done
mkdir -p helix/queries/netz
one helix helix/queries/netz highlights.scm
one zed zed/languages/netz highlights.scm
exit "$status"
