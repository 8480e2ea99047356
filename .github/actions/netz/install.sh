#!/usr/bin/env bash
# Builds the netz of the checkout that this action is part of.
#
#   install.sh key          prints `key=…`, which changes with everything that the binary is made of
#   install.sh into FOLDER  builds it into FOLDER/bin, unless it is there, and puts that on the PATH of later steps
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)"

case "${1:-}" in
  key)
    cd "$here"
    printf 'key=%s\n' "$(git hash-object Cargo.toml Cargo.lock $(find src grammar docs/diagnostics -type f | LC_ALL=C sort) | sha256sum | cut -c1-16)"
    ;;
  into)
    folder="${2:?the folder to install into}"
    if [ ! -x "$folder/bin/netz" ]; then
      cargo install --quiet --locked --path "$here" --root "$folder"
    fi
    "$folder/bin/netz" --version
    echo "$folder/bin" >> "$GITHUB_PATH"
    ;;
  *)
    echo "usage: install.sh key | install.sh into FOLDER" >&2
    exit 2
    ;;
esac
