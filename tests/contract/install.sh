#!/bin/sh
# Installs the Slack emulator the contract test needs, into tests/contract/node_modules (git-ignored).
set -eu
cd "$(dirname "$0")"
command -v npm >/dev/null || { echo "The contract test needs Node 20 or newer, with npm."; exit 1; }
npm ci --silent
