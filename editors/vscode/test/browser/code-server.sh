#!/usr/bin/env bash
# Installs VS Code for the browser, code-server, into a folder, from npm; says where its program is.
# Once it is there this takes no time. Debian packages that it needs: ripgrep libkrb5-dev libsecret-1-dev libxkbfile-dev.
set -euo pipefail
version=4.100.3
folder="${1:?the folder to install into}"
mkdir -p "$folder"
cd "$folder"
entry="$PWD/node_modules/code-server/out/node/entry.js"
if [ ! -f "$PWD/complete-$version" ]; then
  {
    [ -f package.json ] || echo '{ "private": true }' > package.json
    export npm_config_unsafe_perm=true
    quiet=(--no-audit --no-fund --loglevel=error)
    npm install "code-server@$version" --ignore-scripts --no-package-lock "${quiet[@]}"
    npm rebuild argon2
    cd node_modules/code-server/lib/vscode
    npm install --omit=dev --ignore-scripts "${quiet[@]}"
    # Its own download of ripgrep is not needed.
    mkdir -p node_modules/@vscode/ripgrep/bin
    ln -sfn "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
    # The last step of node-pty fails after the file that is needed is built.
    npm rebuild || true
    ln -sfn node_modules node_modules.asar
    cd extensions
    npm install --omit=dev --ignore-scripts "${quiet[@]}"
  } >&2
  node "$entry" --version >&2
  touch "$folder/complete-$version"
fi
echo "$entry"
