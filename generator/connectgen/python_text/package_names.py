"""Names that a generated package cannot have.

A package hides installed modules of the same name from everything that runs in the folder above it.
The lists are fixed, so that the result does not depend on the machine. A test compares them with
the Python that runs it.
"""

from __future__ import annotations

import re

from connectgen.python_text.identifiers import is_device
from connectgen.python_text.python_names import KEYWORDS

__all__ = ["refusal_of"]

_MAX_LENGTH = 100
"""Longest name, so that the paths of files in the package fit common file systems."""

_STANDARD_LIBRARY = """
__future__ _abc _aix_support _android_support _apple_support _ast _ast_unparse _asyncio _bisect
_blake2 _bootsubprocess _bz2 _codecs _codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr
_codecs_tw _collections _collections_abc _colorize _compat_pickle _compression _contextvars _crypt
_csv _ctypes _curses _curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib
_frozen_importlib_external _functools _gdbm _hashlib _heapq _hmac _imp _interpchannels
_interpqueues _interpreters _io _ios_support _json _locale _lsprof _lzma _markupbase _math_integer
_md5 _msi _multibytecodec _multiprocessing _opcode _opcode_metadata _operator _osx_support
_overlapped _pickle _posixshmem _posixsubprocess _py_abc _py_warnings _pydatetime _pydecimal _pyio
_pylong _pyrepl _queue _random _remote_debugging _scproxy _sha1 _sha2 _sha256 _sha3 _sha512
_signal _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string _strptime _struct
_suggestions _symtable _sysconfig _thread _threading_local _tkinter _tokenize _tracemalloc _types
_typing _uuid _warnings _weakref _weakrefset _winapi _wmi _zoneinfo _zstd abc aifc annotationlib
antigravity argparse array ast asynchat asyncio asyncore atexit audioop base64 bdb binascii bisect
builtins bz2 cProfile calendar cgi cgitb chunk cmath cmd code codecs codeop collections colorsys
compileall compression concurrent configparser contextlib contextvars copy copyreg crypt csv
ctypes curses dataclasses datetime dbm decimal difflib dis distutils doctest email encodings
ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch fractions ftplib functools gc
genericpath getopt getpass gettext glob graphlib grp gzip hashlib heapq hmac html http idlelib
imaplib imghdr imp importlib inspect io ipaddress itertools json keyword lib2to3 linecache locale
logging lzma mailbox mailcap marshal math mimetypes mmap modulefinder msilib msvcrt
multiprocessing netrc nis nntplib nt ntpath nturl2path numbers opcode operator optparse os
ossaudiodev pathlib pdb pickle pickletools pipes pkgutil platform plistlib poplib posix posixpath
pprint profile profiling pstats pty pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri
random re readline reprlib resource rlcompleter runpy sched secrets select selectors shelve shlex
shutil signal site smtpd smtplib sndhdr socket socketserver spwd sqlite3 sre_compile sre_constants
sre_parse ssl stat statistics string stringprep struct subprocess sunau symtable sys sysconfig
syslog tabnanny tarfile telnetlib tempfile termios test textwrap this threading time timeit
tkinter token tokenize tomllib trace traceback tracemalloc tty turtle turtledemo types typing
unicodedata unittest urllib uu uuid venv warnings wave weakref webbrowser winreg winsound wsgiref
xdrlib xml xmlrpc zipapp zipfile zipimport zlib zoneinfo
"""
"""Top-level modules of Python 3.11 to 3.15, on every system."""

_AT_START = frozenset({"sitecustomize", "usercustomize"})
"""Modules that Python imports at startup."""

_LIBRARIES = frozenset(
    {
        # what installs, builds and tests
        *("pip", "pkg_resources", "setuptools", "wheel", "hatchling", "pytest", "_pytest"),
        *("_distutils_hack", "pluggy", "packaging"),
        # what generated code imports, and what that imports
        *("httpx2", "httpcore2", "anyio", "certifi", "h11", "idna", "sniffio", "truststore"),
        *("annotated_types", "msgspec", "pydantic", "pydantic_core", "typing_extensions"),
        *("typing_inspection", "exceptiongroup"),
        # connectgen, and what it imports itself
        *("connectgen", "attr", "attrs", "click", "datamodel_code_generator", "jinja2"),
        *("jsonpatch", "jsonpointer", "jsonschema", "jsonschema_specifications", "keyring"),
        *("markupsafe", "referencing", "regress", "rpds", "starlette", "tenacity", "uvicorn"),
    }
)
"""Third-party modules that the package, connectgen or the tools around them import."""

_TAKEN = _AT_START | _LIBRARIES | frozenset(_STANDARD_LIBRARY.split())


def _suggestion_for(name: str) -> str:
    """Return advice to use a similar name, or an empty text if that cannot be used either."""
    similar = re.sub(r"\W+", "_", name, flags=re.ASCII).strip("_")
    if similar == name or refusal_of(similar):
        return ""
    return f"; use {similar!r}"


def refusal_of(name: str) -> str | None:
    """Return why *name* cannot be the name of a package; None if it can."""
    fits = name.isascii() and name.isidentifier() and name not in KEYWORDS
    if not fits or name.startswith("__"):
        return f"{name!r} cannot be the name of a Python package{_suggestion_for(name)}"
    if len(name) > _MAX_LENGTH:
        return f"{name[:20]!r}... is longer than {_MAX_LENGTH} characters"
    if is_device(name):
        return f"{name!r} is a device on Windows, not a folder; choose another"
    if name in _TAKEN:
        return f"{name!r} would hide a module of that name, which others import; choose another"
    return None
