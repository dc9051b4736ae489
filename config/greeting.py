"""What `make run` prints once it serves."""

from __future__ import annotations

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


def show(port: int, data_dir: Path, demo: bool, seconds: float) -> None:
    """Print the address, the demo accounts and what to try first."""
    lines = ["", f"Cek Jamsos is running: http://localhost:{port}/   (after {seconds:.0f} s; Ctrl-C stops it)", ""]
    if demo:
        password = "the one in DEMO_PASSWORD" if os.environ.get("DEMO_PASSWORD") else "cekjamsos-demo"
        lines.append(f"Demo accounts, password {password}:")
        lines += [f"  {name:<18} {what}" for name, what in ACCOUNTS]
        lines += [
            "",
            "Try first:",
            "  1. petugas.lubukbaja: Loket, type a number or a name from the list shown there, press Cek",
            "  2. importir: Impor, bring in a workbook, look at the counts, commit",
            "  3. pimpinan: Cakupan and Laporan, the month by kecamatan",
        ]
    else:
        lines.append("The first account: .venv/bin/python manage.py createsuperuser (docs/operating.md)")
    lines += ["", f"Data and logs: {data_dir} (log/)", ""]
    print("\n".join(lines), flush=True)
