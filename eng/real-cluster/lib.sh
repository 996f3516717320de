# Shared by build, start and stop: where things are, and what they are made of.
# shellcheck shell=bash

KUBERNETES_SOURCE="1.20.5+really1.20.2-1.1+deb12u1"
KUBERNETES_VERSION="v1.20.2"
GO_SERIES="1.19"

# The same source and toolchain give the same binaries, so the key is made of versions and of the recipe's own number.
RECIPE=1
CACHE_KEY="kubernetes-${KUBERNETES_VERSION#v}-go${GO_SERIES}-r${RECIPE}"
REAL_CLUSTER="${MESHHOST_REAL_CLUSTER:-${XDG_CACHE_HOME:-$HOME/.cache}/meshhost/real-cluster/$CACHE_KEY}"
BINARIES=(etcd kube-apiserver kube-controller-manager kube-scheduler)

fail() { echo "real-cluster: $*" >&2; exit 1; }
note() { echo "real-cluster: $(date +%T) $*" >&2; }

have_binaries() {
  local name
  for name in "${BINARIES[@]}"; do [ -x "$REAL_CLUSTER/bin/$name" ] || return 1; done
}
