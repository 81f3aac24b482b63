"""Set-up of a working place: virtual environment, locked libraries, Debian packages Qt and Chinese need."""

from __future__ import annotations  # so that an older Python gets as far as the sentence below

import hashlib
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "ready"
ENVIRONMENT = VENV / "env.sh"
SYSLIB = VENV / "syslib"
UV = "uv==0.13.9"
TRIES = 3

# A shared library Qt loads, and the Debian package it comes in (each group tried on a bare Debian 12).
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    # Chromium inside QtWebEngine, in which the tests open the exported map (the window itself never loads it)
    "libnss3.so": "libnss3",
    "libasound.so.2": "libasound2",
    "libXcomposite.so.1": "libxcomposite1",
    "libXdamage.so.1": "libxdamage1",
    "libXrandr.so.2": "libxrandr2",
    "libXtst.so.6": "libxtst6",
    "libxkbfile.so.1": "libxkbfile1",
}
FONTS = ("NotoSansCJK", "NotoSerifCJK")
FONT_PACKAGE = "fonts-noto-cjk"
SCREEN_PACKAGES = ["xvfb", "xauth"]


class Stop(Exception):  # noqa: N818 - it is an answer to the person at the keyboard
    """Set-up cannot go on; the text says what to do."""


def main() -> int:
    """Do what is missing; nothing when nothing is. 0 when the place is ready."""
    try:
        if STAMP.is_file() and PYTHON.exists() and STAMP.read_text("utf-8") == fingerprint():
            return 0
        check_machine()
        make_environment()
        install_system()  # before the long download: a sentence is worth most when it comes first
        install_libraries()
        write_environment()
        STAMP.write_text(fingerprint(), "utf-8")
    except Stop as stop:
        print(f"\nset-up: {stop}", file=sys.stderr)
        return 1
    say("ready")
    return 0


def fingerprint() -> str:
    """What the finished set-up depends on: lock file, project table, this script, Python and place."""
    digest = hashlib.sha256()
    project = (ROOT / "pyproject.toml").read_text("utf-8").split("[tool.", 1)[0]
    for part in ((ROOT / "uv.lock").read_bytes(), project.encode(), Path(__file__).read_bytes()):
        digest.update(part)
    digest.update(f"{sys.version}{ROOT}".encode())
    return digest.hexdigest()


def say(text: str) -> None:
    """A line about what is going on."""
    print(f"set-up: {text}", flush=True)


def run(command: list[str], *, tries: int = 1, environment: dict[str, str] | None = None) -> None:
    """Run a command, again after a pause when it fails and tries are left; Stop when it keeps failing."""
    for turn in range(1, tries + 1):
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if done.returncode == 0:
            return
        if turn < tries:
            say(f"“{command[0]}” failed, trying again ({turn} of {tries - 1})")
            time.sleep(3 * turn)
    raise Stop(f"this command failed; its own message stands above:\n  {' '.join(command)}")


# -- Python and its libraries ----------------------------------------------------------------------------


def check_machine() -> None:
    """Stop with a sentence on a machine for which no wheels exist."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the one place where an older Python is still met
        raise Stop(
            f"Python 3.11 or newer is needed; this is {platform.python_version()}. "
            "Name another one: make PYTHON=python3.11 …"
        )
    kind, version = platform.libc_ver()
    least = (2, 39) if platform.machine() == "aarch64" else (2, 34)
    if kind == "glibc" and tuple(int(part) for part in version.split(".")[:2]) < least:
        raise Stop(f"Qt's wheels need glibc {least[0]}.{least[1]} or newer; this machine has {version}.")


def make_environment() -> None:
    """A virtual environment that works without python3-venv; made anew when the folder was moved."""
    settings = VENV / "pyvenv.cfg"
    runs = PYTHON.exists() and subprocess.run([PYTHON, "-c", ""], check=False).returncode == 0
    if not (runs and settings.is_file() and settings.read_text("utf-8").rstrip().endswith(f" {VENV}")):
        say("making .venv")
        shutil.rmtree(VENV, ignore_errors=True)
        run([sys.executable, "-m", "venv", "--without-pip", str(VENV)])


def install_libraries() -> None:
    """Exactly what uv.lock names, from the registry, with every hash checked."""
    uv = VENV / "bin" / "uv"
    version = subprocess.run([uv, "--version"], capture_output=True, text=True).stdout if uv.exists() else ""
    if version.split()[1:2] != [UV.partition("==")[2]]:
        say(f"fetching {UV}")
        run([*pip(), "--python", str(PYTHON), "install", "--quiet", UV], tries=TRIES)
    environment = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
    environment |= {
        "UV_SYSTEM_CERTS": "1",  # an office proxy signs with a root only the system knows
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "UV_PYTHON": str(PYTHON),
        "UV_COMPILE_BYTECODE": "1",  # half of the start of the window is reading modules
    }
    say("installing the locked libraries (about 490 MB the first time)")
    run([str(uv), "sync", "--frozen", "--all-extras", "--quiet"], tries=TRIES, environment=environment)


def pip() -> list[str]:
    """A pip to begin with: this Python's own, or the wheel Debian keeps, fetched when it is not there."""
    probe = [sys.executable, "-m", "pip", "--version"]
    if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
        return [sys.executable, "-m", "pip"]
    pattern = "usr/share/python-wheels/pip-*.whl"
    found = sorted(Path("/").glob(pattern)) + sorted(SYSLIB.glob(pattern))
    if not found:
        install_packages(["python3-pip-whl"])
        found = sorted(Path("/").glob(pattern)) + sorted(SYSLIB.glob(pattern))
    if not found:
        raise Stop("pip is missing. Run once:  sudo apt-get install python3-pip")
    return [sys.executable, str(found[-1] / "pip")]


# -- Debian packages -------------------------------------------------------------------------------------


def install_system() -> None:
    """The shared libraries Qt loads, a Chinese font, and (with rights) a virtual screen."""
    if sys.platform != "linux":
        return
    wanted = missing_packages()
    if administrator() is not None and shutil.which("apt-get") and not shutil.which("xvfb-run"):
        wanted += SCREEN_PACKAGES
    if wanted:
        install_packages(wanted)
    left = missing_packages()
    if left:
        raise Stop(by_hand(left))


def missing_packages() -> list[str]:
    """The packages whose library does not load, and the font package when no Chinese face is there."""
    probe = (
        "import ctypes,sys\n"
        "for name in sys.argv[1:]:\n"
        "    try: ctypes.CDLL(name)\n"
        "    except OSError: print(name)\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", probe, *LIBRARIES],
        env=os.environ | variables(), capture_output=True, text=True, check=True,
    )  # fmt: skip
    packages = [LIBRARIES[name] for name in answer.stdout.split()]
    return packages if fonts_present() else [*packages, FONT_PACKAGE]


def fonts_present() -> bool:
    """True when every face the screens and prints fall back to is in a folder fontconfig reads."""
    home = Path.home()
    folders = [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts"]
    folders += [home / ".local/share/fonts", SYSLIB / "usr/share/fonts"]
    names = {file for folder in folders for _, _, files in os.walk(folder) for file in files}
    return all(any(name.startswith(font) for name in names) for font in FONTS)


def administrator() -> list[str] | None:
    """What to put before a command that needs rights: nothing for root, sudo where it asks no password."""
    if os.geteuid() == 0:
        return []
    if not shutil.which("sudo"):
        return None
    asks_nothing = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
    return ["sudo", "-n"] if asks_nothing else None


def install_packages(packages: list[str]) -> None:
    """Install them with rights; without, unpack them below .venv; else say the line to run."""
    if not shutil.which("apt-get"):
        raise Stop(by_hand(packages))
    rights = administrator()
    if rights is None:
        unpack_packages(packages)
        return
    say(f"installing {' '.join(packages)}")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq",
           "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Use-Pty=0"]  # fmt: skip
    run([*apt, "update"], tries=TRIES)
    run([*apt, "install", "-y", "--no-install-recommends", *packages], tries=TRIES)


def unpack_packages(packages: list[str]) -> None:
    """Fetch the packages and what they need with apt's own client and unpack them into .venv/syslib."""
    if not shutil.which("dpkg-deb"):
        raise Stop(by_hand(packages))
    say(f"no right to install; unpacking below .venv instead: {' '.join(packages)}")
    state = SYSLIB / "apt"
    for folder in (state / "lists" / "partial", state / "cache" / "archives" / "partial"):
        folder.mkdir(parents=True, exist_ok=True)
    apt = ["apt-get", "-qq", "-o", f"Dir::State={state}", "-o", f"Dir::Cache={state / 'cache'}",
           "-o", "Dir::State::status=/var/lib/dpkg/status", "-o", "Debug::NoLocking=1"]  # fmt: skip
    try:
        run([*apt, "update"], tries=TRIES)
        plan = subprocess.run(
            [*apt, "install", "-y", "--no-install-recommends", "--print-uris", *packages],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        names = re.findall(r"^'[^']*' ([^_\s]+)_[^\s]+\.deb", plan.stdout, re.MULTILINE)
        if plan.returncode or not names:
            print(plan.stderr, file=sys.stderr)
            raise Stop("apt-get found no way to install them")
        archives = state / "cache" / "archives"
        download = subprocess.run([*apt, "download", *names], cwd=archives, check=False)
        if download.returncode:
            raise Stop("apt-get could not fetch them")
        for archive in sorted(archives.glob("*.deb")):
            run(["dpkg-deb", "-x", str(archive), str(SYSLIB)])
    except Stop as stop:
        raise Stop(f"{stop}\n{by_hand(packages)}") from None
    finally:
        shutil.rmtree(state, ignore_errors=True)


def by_hand(packages: list[str]) -> str:
    """The one line a person with rights runs."""
    if shutil.which("apt-get"):
        return (
            "Qt or Chinese text needs packages of the system, and there is no right to install them here. "
            "Run once:\n"
            f"  sudo apt-get install --no-install-recommends {' '.join(packages)}"
        )
    return (
        "Qt or Chinese text needs these packages (Debian's names); install your system's equivalents and run "
        f"again:\n  {' '.join(packages)}"
    )


# -- What the commands run with --------------------------------------------------------------------------


def variables() -> dict[str, str]:
    """The environment that makes what was unpacked below .venv visible; empty when nothing was."""
    if not (SYSLIB / "usr").is_dir():
        return {}
    triplet = f"{platform.machine()}-linux-gnu"
    folders = [SYSLIB / "usr/lib" / triplet, SYSLIB / "lib" / triplet]
    fonts = SYSLIB / "fonts.conf"
    found = {
        "LD_LIBRARY_PATH": os.pathsep.join(map(str, folders)),
        "FONTCONFIG_FILE": str(fonts),  # Qt asks fontconfig, typst is told the folder
        "COMMANDROOM_FONTS": str(SYSLIB / "usr/share/fonts"),
    }
    fonts.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        f"  <dir>/usr/share/fonts</dir>\n  <dir>{SYSLIB / 'usr/share/fonts'}</dir>\n"
        '  <dir prefix="xdg">fonts</dir>\n  <cachedir prefix="xdg">fontconfig</cachedir>\n</fontconfig>\n',
        "utf-8",
    )
    if not Path("/usr/share/X11/xkb").is_dir():
        found["XKB_CONFIG_ROOT"] = str(SYSLIB / "usr/share/X11/xkb")
    return found


def write_environment() -> None:
    """A shell file every command of the Makefile reads first."""
    lines = [f'export PATH="{VENV / "bin"}:$PATH"', f'export VIRTUAL_ENV="{VENV}"']
    for name, value in variables().items():
        kept = f'{value}${{{name}:+:${name}}}' if name == "LD_LIBRARY_PATH" else value
        lines.append(f'export {name}="{kept}"')
    ENVIRONMENT.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
