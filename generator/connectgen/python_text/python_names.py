"""Names that Python itself has: keywords, and what every module can use without an import.

The lists are fixed, so that output depends neither on the version of Python that runs connectgen
nor on its system. A test compares them with the Python that runs it.
"""

from __future__ import annotations

__all__ = ["BUILT_IN_NAMES", "KEYWORDS", "SOFT_KEYWORDS"]

_KEYWORDS = """
False None True and as assert async await break class continue def del elif else except finally for
from global if import in is lambda nonlocal not or pass raise return try while with yield
"""

KEYWORDS = frozenset(_KEYWORDS.split())
"""Words that can be no name, from Python 3.11 to 3.15."""

SOFT_KEYWORDS = frozenset({"_", "case", "lazy", "match", "type"})
"""Words that are keywords in some places only, from Python 3.11 to 3.15."""

_BUILT_IN_NAMES = """
ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup BlockingIOError
BrokenPipeError BufferError BytesWarning ChildProcessError ConnectionAbortedError ConnectionError
ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError Ellipsis EncodingWarning
EnvironmentError Exception ExceptionGroup False FileExistsError FileNotFoundError FloatingPointError
FutureWarning GeneratorExit IOError ImportCycleError ImportError ImportWarning IndentationError
IndexError InterruptedError IsADirectoryError KeyError KeyboardInterrupt LookupError MemoryError
ModuleNotFoundError NameError None NotADirectoryError NotImplemented NotImplementedError OSError
OverflowError PendingDeprecationWarning PermissionError ProcessLookupError PythonFinalizationError
RecursionError ReferenceError ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration
StopIteration SyntaxError SyntaxWarning SystemError SystemExit TabError TimeoutError True TypeError
UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError
UnicodeWarning UserWarning ValueError Warning WindowsError ZeroDivisionError _IncompleteInputError
__build_class__ __debug__ __doc__ __import__ __lazy_import__ __loader__ __name__ __package__
__spec__ abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable chr classmethod
compile complex copyright credits delattr dict dir divmod enumerate eval exec exit filter float
format frozendict frozenset getattr globals hasattr hash help hex id input int isinstance issubclass
iter len license list locals map max memoryview min next object oct open ord pow print property quit
range repr reversed round sentinel set setattr slice sorted staticmethod str sum super tuple type
vars zip
"""

BUILT_IN_NAMES = frozenset(_BUILT_IN_NAMES.split())
"""Names of the module `builtins` of Python 3.11 to 3.15, on every system."""
