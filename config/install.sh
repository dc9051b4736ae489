# Makes the virtual environment and fills it, every file checked against its hash.
#   sh config/install.sh VENV venv | wheels FILE | source FILE
# Python is the first of 3.12 and 3.11 found (PYTHON names another). uv does the work; where it cannot (a mirror that
# only pip is told about), pip does the same, slower.
set -eu
venv=$1
what=$2
good='import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))'
pip="$venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes"
uv="$venv/bin/uv pip install --quiet --python $venv/bin/python --system-certs --link-mode copy --no-deps --require-hashes"

make_venv() {
  for candidate in ${PYTHON:-} python3.12 python3.11 python3 python; do
    if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$good" 2>/dev/null; then
      echo "Making $venv with $("$candidate" --version) …"
      "$candidate" -m venv --clear "$venv" && return 0
      rm -rf "$venv"
      echo "That Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2
      exit 1
    fi
  done
  echo "Python 3.11 or 3.12 is needed and none was found. Name one: make run PYTHON=/path/to/python3.12" >&2
  exit 1
}

case $what in
  venv)
    if ! { [ -x "$venv/bin/python" ] && "$venv/bin/python" -c "$good" 2>/dev/null; }; then
      make_venv
    fi
    $pip --no-compile --only-binary :all: -r requirements/uv.txt || echo "Without uv: pip installs, which takes longer." >&2
    ;;
  wheels)
    $uv --only-binary :all: -r "$3" 2>/dev/null || $pip --only-binary :all: -r "$3"
    ;;
  source)
    $uv --no-build-isolation -r "$3" 2>/dev/null || $pip --no-build-isolation --use-pep517 -r "$3"
    ;;
esac
