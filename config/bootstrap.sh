# Makes the virtual environment named by $1 with a Python this product runs on (3.11 or 3.12; PYTHON names another).
set -eu
venv=$1
good='import sys; sys.exit(sys.version_info[:2] not in ((3, 11), (3, 12)))'
if [ -x "$venv/bin/python" ] && "$venv/bin/python" -c "$good" 2>/dev/null; then
  exit 0
fi
for candidate in ${PYTHON:-} python3.12 python3.11 python3 python; do
  if command -v "$candidate" >/dev/null 2>&1 && "$candidate" -c "$good" 2>/dev/null; then
    echo "Making $venv with $("$candidate" --version) …"
    if "$candidate" -m venv --clear "$venv"; then
      exit 0
    fi
    rm -rf "$venv"
    echo "That Python cannot make a virtual environment. On Debian and Ubuntu: apt-get install python3-venv" >&2
    exit 1
  fi
done
echo "Python 3.11 or 3.12 is needed and none was found. Name one with: make run PYTHON=/path/to/python3.12" >&2
exit 1
