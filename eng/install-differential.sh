#!/bin/sh
# Installs what the differential tests compare with: Go's text/template, sprig and sigs.k8s.io/yaml, all from Debian.
# Go 1.23 (range over integers, else with) is in bookworm-backports; in later releases it is the default.
set -eu

if command -v go >/dev/null 2>&1 || [ -x /usr/lib/go-1.23/bin/go ]; then
  if [ -d /usr/share/gocode/src/github.com/Masterminds/sprig ] && [ -d /usr/share/gocode/src/sigs.k8s.io/yaml ]; then
    exit 0
  fi
fi

export DEBIAN_FRONTEND=noninteractive
. /etc/os-release
# The repositories are known only once there are lists of packages.
apt-get update
if [ "${VERSION_CODENAME:-}" = bookworm ] && ! apt-cache policy golang-1.23-go | grep -q 'Candidate: 1'; then
  # Backports come from wherever this machine has its Debian packages from.
  repository=$(apt-get indextargets --format '$(CODENAME) $(REPO_URI)' | awk '$1 == "bookworm" { print $2; exit }')
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $repository bookworm-backports main" \
    > /etc/apt/sources.list.d/bookworm-backports.list
  apt-get update
fi

if [ "${VERSION_CODENAME:-}" = bookworm ]; then
  apt-get install -y --no-install-recommends -t bookworm-backports golang-1.23-go
else
  apt-get install -y --no-install-recommends golang-go
fi

apt-get install -y --no-install-recommends \
  golang-github-masterminds-sprig-dev \
  golang-k8s-sigs-yaml-dev \
  golang-gopkg-yaml.v3-dev \
  golang-github-burntsushi-toml-dev \
  golang-github-gobwas-glob-dev
