"""What `make run` prints once it serves."""

from __future__ import annotations

import json
import os
from pathlib import Path

ACCOUNTS = [
    ("petugas.lubukbaja", "counter officer, Lubuk Baja"),
    ("kasi.lubukbaja", "supervisor, the second person there"),
    ("petugas.sagulung", "a colleague of another district"),
    ("ptsp", "DPMPTSP officer (kabid.ptsp: supervisor)"),
    ("dinas", "officer of another OPD (kabid.dinas: supervisor)"),
    ("bpjs", "BPJS branch staff (kacab, kacab2: branch heads)"),
    ("importir", "brings the workbooks in"),
    ("admin", "system administrator (admin2: the second)"),
    ("auditor", "reads only"),
    ("pimpinan", "head of office: dashboards and reports"),
]


FINDINGS = {
    "CLEAR": "Lolos",
    "PARTIAL": "Sebagian",
    "ARREARS": "Menunggak",
    "UNREGISTERED": "Belum terdaftar",
    "UNCERTAIN": "Meragukan",
}


def show(port: int, data_dir: Path, demo: bool, seconds: float) -> None:
    """Print the address, the demo accounts and what to try first."""
    lines = ["", f"Cek Jamsos is running: http://localhost:{port}/   (after {seconds:.0f} s; Ctrl-C stops it)", ""]
    if demo:
        password = "the one in DEMO_PASSWORD" if os.environ.get("DEMO_PASSWORD") else "cekjamsos-demo"
        lines.append(f"Demo accounts, password {password}:")
        lines += [f"  {name:<18} {what}" for name, what in ACCOUNTS]
        lines += ["", "Try first:", "  1. petugas.lubukbaja, Loket: choose a service, type a number, Cek"]
        lines += examples(data_dir / "demo" / "truth.json")
        lines.append("  2. importir, Impor: bring a workbook in, look at the counts, commit. Invented ones:")
        lines.append("       .venv/bin/python manage.py make_sheets --out sheets --workers 2000 --seed 1 --faults 0.05")
        lines.append("  3. bpjs or pimpinan: Cakupan and Laporan, the month by kecamatan")
    else:
        lines.append("The first account: .venv/bin/python manage.py first_admin USERNAME (docs/operating.md)")
    lines += ["", f"Data and logs: {data_dir} (log/)", ""]
    print("\n".join(lines), flush=True)


def examples(truth: Path) -> list[str]:
    """One invented business for each finding the demo workbooks can show; nothing where there are none."""
    if not truth.exists():
        return []
    found: dict[str, str] = {}
    for check in json.loads(truth.read_text())["checks"]:
        if check["finding"] in FINDINGS and check["kind"] == "NIB":
            found.setdefault(check["finding"], f"       {check['identifier']}   {FINDINGS[check['finding']]}")
    return [found[finding] for finding in FINDINGS if finding in found]
