"""A Python that lacks what Windows lacks, as far as Linux can play it.

Python imports this module when it starts, so with the folder of this file in PYTHONPATH it holds
for a process and all that it starts::

    PYTHONPATH=tests/support/like_windows python -m pytest

* Modules, functions and signals of POSIX are missing, and `os.name` and `sys.platform` say Windows:
  for code of this repository and what it generates. Libraries go on.
* Files have names that Windows can store; one that is open, or read-only, is not renamed, replaced
  or removed; the working folder and those above it stay; there are no symbolic links; `chmod` sets
  one flag.
* Text is cp1252 with CRLF, where the code states nothing else, and git writes CRLF.
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

MODULES = (
    *("crypt", "curses", "fcntl", "grp", "nis", "pty", "pwd", "readline", "resource", "spwd"),
    "syslog",
)
NOT_FOR_US = ("termios", "tty")
"""click imports them here, and others on Windows."""

MISSING = {
    os: (
        *("EX_OK", "O_ASYNC", "O_CLOEXEC", "O_DIRECTORY", "O_NOFOLLOW", "O_NONBLOCK", "WNOHANG"),
        *("chown", "chroot", "confstr", "fchdir", "fchown", "fork", "forkpty", "getegid"),
        *("geteuid", "getgid", "getgroups", "getloadavg", "getpgid", "getpriority", "getuid"),
        *("killpg", "lchown", "mkfifo", "mknod", "nice", "openpty", "pathconf", "posix_spawn"),
        *("pread", "pwrite", "register_at_fork", "sched_getaffinity", "sched_setaffinity"),
        *("sendfile", "setsid", "setuid", "statvfs", "sync", "sysconf", "ttyname", "uname", "wait"),
    ),
    signal: (
        *("SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGQUIT", "SIGSTOP"),
        *("SIGTSTP", "SIGUSR1", "SIGUSR2", "SIGWINCH", "alarm", "pause", "pthread_kill"),
        *("pthread_sigmask", "setitimer", "sigwait"),
    ),
}
OTHER = {(os, "name"): "nt", (sys, "platform"): "win32", (os, "linesep"): "\r\n"}

LIBRARIES = (sysconfig.get_path("stdlib"), sysconfig.get_path("purelib"), "<frozen ")
RESERVED = re.compile(r'[<>:"|?*\\\0-\x1f]|[. ]$')
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
ACCESS_DENIED = "The process cannot access the file because it is being used by another process"


def _is_library(depth: int) -> bool:
    return sys._getframe(depth + 1).f_code.co_filename.startswith(LIBRARIES)


def hide_names() -> None:
    """Have code of this repository not find what Windows has not."""
    for name in MODULES:
        sys.modules[name] = None  # type: ignore[assignment]
    original = builtins.__import__

    def import_module(name: str, *others: Any, **more: Any) -> Any:
        if name in NOT_FOR_US and not _is_library(1):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return original(name, *others, **more)

    builtins.__import__ = import_module
    modules: dict[ModuleType, dict[str, tuple[Any, ...]]] = {os: {}, signal: {}, sys: {}}
    for module, names in MISSING.items():
        for name in names:
            if hasattr(module, name):
                modules[module][name] = (vars(module).pop(name),)
    for (module, name), other in OTHER.items():
        modules[module][name] = (vars(module).pop(name), other)
    for module, found in modules.items():
        vars(module)["__getattr__"] = _finder(module.__name__, found)


def _finder(module: str, found: dict[str, tuple[Any, ...]]) -> Callable[[str], Any]:
    def __getattr__(name: str) -> Any:
        if name in found:
            real, *other = found[name]
            if _is_library(1):
                return real
            if other:
                return other[0]
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    return __getattr__


def change_files() -> None:
    """Have files behave as those of Windows: names, open ones, links, modes."""
    sys.addaudithook(_audit)
    shutil._use_fd_functions = False  # type: ignore[attr-defined]
    chmod = os.chmod

    def change_flag(path: Any, mode: int, **others: Any) -> None:
        """Set or remove the flag read-only of a file, as nothing else exists."""
        if not isinstance(path, int) and Path(path).is_file():
            now = stat.S_IMODE(os.stat(path).st_mode)
            chmod(path, now | 0o200 if mode & 0o200 else now & ~0o222)

    os.chmod = change_flag
    rename = os.rename

    def rename_to_new(source: Any, target: Any, **others: Any) -> None:
        """Rename *source* unless *target* exists."""
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, "Cannot create a file that exists", target)
        rename(source, target, **others)

    os.rename = rename_to_new


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    check = CHECKS.get(event)
    if check is not None:
        check(*arguments)


def _check_open(path: Any, mode: str | None, flags: int) -> None:
    if not isinstance(path, str | bytes):
        return
    if flags & (os.O_WRONLY | os.O_RDWR):
        _check_name(path)
        if flags & os.O_TRUNC:
            _check_flag(path)
    elif os.path.isdir(path) and not _is_library(2):
        raise PermissionError(errno.EACCES, "Permission denied", os.fsdecode(path))


def _check_name(path: Any, *_: Any) -> None:
    name = os.path.basename(os.fsdecode(path).rstrip("/"))
    if os.fsdecode(path).startswith(("/dev/", "/proc/")) or name in ("", ".", ".."):
        return
    too_long = len(os.path.abspath(os.fsdecode(path))) > 260
    if RESERVED.search(name) or DEVICE.fullmatch(name) or too_long:
        raise OSError(errno.EINVAL, "The filename or directory name is incorrect", path)


def _check_flag(path: Any) -> None:
    try:
        status = os.lstat(path)
    except OSError:
        return
    if stat.S_ISREG(status.st_mode) and not status.st_mode & 0o200:
        raise PermissionError(errno.EACCES, "Access is denied", os.fsdecode(path))


def _check_use(path: Any, *_: Any) -> None:
    """Refuse to rename or remove what is open in this process, or the folder that it works in."""
    there = os.path.realpath(path)
    inside = there + os.sep
    used = [os.getcwd() + os.sep] if os.path.isdir(there) else []
    for handle in os.listdir("/proc/self/fd"):
        try:
            used.append(os.readlink(f"/proc/self/fd/{handle}"))
        except OSError:
            continue
    if any(each == there or each.startswith(inside) for each in used):
        raise PermissionError(errno.EACCES, ACCESS_DENIED, os.fsdecode(path))


def _check_rename(source: Any, target: Any, *_: Any) -> None:
    _check_name(target)
    _check_flag(target)
    _check_use(source)
    if os.path.lexists(target):
        _check_use(target)


def _check_remove(path: Any, *_: Any) -> None:
    _check_flag(path)
    _check_use(path)


def _refuse_link(_: Any, target: Any, *__: Any) -> None:
    raise OSError(errno.EPERM, "A required privilege is not held by the client", target)


CHECKS: dict[str, Callable[..., None]] = {
    "open": _check_open,
    "os.mkdir": _check_name,
    "os.rename": _check_rename,
    "os.remove": _check_remove,
    "os.rmdir": _check_use,
    "os.symlink": _refuse_link,
}


def change_text() -> None:
    """Have text be cp1252 with CRLF, in files, pipes and standard streams."""
    original = io.open

    def open_text(
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        *others: Any,
        **more: Any,
    ) -> Any:
        if isinstance(file, str | os.PathLike) and os.path.isdir(file) and not more.get("opener"):
            raise PermissionError(errno.EACCES, "Permission denied", os.fspath(file))
        if "b" not in mode:
            encoding = "cp1252" if encoding in (None, "locale") else encoding
            if newline is None and not mode.startswith("r"):
                newline = "\r\n"
        return original(file, mode, buffering, encoding, errors, newline, *others, **more)

    git = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "core.autocrlf",
        "GIT_CONFIG_VALUE_0": "true",
    }
    os.environ.update(git)
    io.open = builtins.open = open_text  # type: ignore[assignment]
    start = subprocess.Popen.__init__

    def start_with_text(self: Any, *arguments: Any, **options: Any) -> None:
        if options.get("text") or options.get("universal_newlines") or options.get("errors"):
            options["encoding"] = options.get("encoding") or "cp1252"
        start(self, *arguments, **options)

    subprocess.Popen.__init__ = start_with_text  # type: ignore[method-assign]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            errors = "backslashreplace" if stream is sys.stderr else "strict"
            stream.reconfigure(encoding="cp1252", errors=errors, newline="\r\n")


def change_processes() -> None:
    """Have processes end as those of Windows do, where code of this repository ends them."""
    send = subprocess.Popen.send_signal

    def send_signal(self: Any, number: int) -> None:
        if number not in (signal.SIGTERM, 9):
            raise ValueError(f"Unsupported signal: {number}")
        send(self, 9)

    subprocess.Popen.send_signal = send_signal  # type: ignore[method-assign]


hide_names()
change_files()
change_text()
change_processes()
