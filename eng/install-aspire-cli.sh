#!/bin/sh
# Installs the aspire CLI that the pipeline tests drive, in a folder of its own: nothing else on the machine changes.
# Prints the program's path. MESHHOST_ASPIRE names another one to the tests.
set -eu

version=13.6.5
folder="${XDG_CACHE_HOME:-$HOME/.cache}/meshhost/judges/aspire-$version"

if [ ! -x "$folder/aspire" ]; then
  # Into a folder beside it first: an installation that is cut off leaves nothing that looks complete.
  rm -rf "$folder.new"
  DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 dotnet tool install Aspire.Cli --version "$version" --tool-path "$folder.new" >&2
  rm -rf "$folder"
  mv "$folder.new" "$folder"
fi

echo "$folder/aspire"
