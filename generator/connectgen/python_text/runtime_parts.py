"""Definitions of the runtime, by name; made by `prepare_runtime`. Do not edit."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["EXECUTED_IMPORTS", "PARTS", "TYPING_IMPORTS", "Part"]


class Part(NamedTuple):
    """One definition of the runtime."""

    kind: str
    """`alias` of a type, `class`, `constant` or `function`."""

    words: tuple[str, ...]
    """Names that it mentions."""

    bare: str
    """Its text in a walker."""

    text: str = ""
    """Its text in a module, where verdicts ask for it."""


EXECUTED_IMPORTS = {'a2b_base64': 'binascii', 'allocate_lock': '_thread', 'isnan': 'math', 'sleep': 'time', 'stack_size': '_thread', 'sys': ''}
"""Module that each name is imported from; empty for a module."""

TYPING_IMPORTS = {'Any': 'typing', 'Callable': 'collections.abc', 'Collection': 'collections.abc', 'Decimal': 'decimal', 'Iterable': 'collections.abc', 'Iterator': 'collections.abc', 'Literal': 'typing', 'Mapping': 'collections.abc', 'Match': 're', 'NamedTuple': 'typing', 'Sequence': 'collections.abc', 'TypeAlias': 'typing', 'TypeGuard': 'typing'}
"""The same for names that only type checkers need."""

PARTS: dict[str, Part] = {
    'Pattern': Part('class', ('Callable',), r'''
class Pattern:
 __slots__ = ('_source', 'search')
 'Return None if the pattern is not found in a text.'
 def __init__(self, source):
  self._source = source
  self.search = self._compile_and_search
 def _compile_and_search(self, text):
  import re
  self.search = re.compile(self._source).search
  return self.search(text)
''', r'''
class Pattern:
    """A regular expression that is compiled at its first search.

    Importing validators stays cheap: to import `re` takes longer than all of them.
    """

    __slots__ = ("_source", "search")

    search: Callable[[str], object | None]
    """Return None if the pattern is not found in a text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self.search = self._compile_and_search

    def _compile_and_search(self, text: str) -> object | None:
        import re

        self.search = re.compile(self._source).search
        return self.search(text)
'''),
    '_DATE': Part('constant', ('Pattern',), r'''
_DATE = Pattern('^[0-9]{4}-[0-9]{2}-[0-9]{2}\\Z')
''', r'''
_DATE = Pattern(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
'''),
    '_TIME': Part('constant', ('Pattern',), r'''
_TIME = Pattern('^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\\.[0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\\Z')
''', r'''
_TIME = Pattern(
    r"^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)(\.[0-9]+)?"
    r"([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])\Z"
)
'''),
    '_COMMON': Part('constant', ('Pattern',), r'''
_COMMON = Pattern('^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\\.[0-9]+)?Z\\Z')
''', r'''
_COMMON = Pattern(
    r"^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?Z\Z"
)
'''),
    '_STRING': Part('constant', (), r'''
_STRING = frozenset({str})
''', r'''
_STRING = frozenset({str})
'''),
    '_DAYS': Part('constant', (), r'''
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
''', r'''
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
'''),
    'is_array': Part('function', (), r'''
def is_array(value):
 return isinstance(value, list)
''', r'''
def is_array(value: object) -> bool:
    """Return whether *value* is an array; type checkers learn nothing about it."""
    return isinstance(value, list)
'''),
    'is_object': Part('function', (), r'''
def is_object(value):
 return isinstance(value, dict)
''', r'''
def is_object(value: object) -> bool:
    """Return whether *value* is an object; type checkers learn nothing about it."""
    return isinstance(value, dict)
'''),
    'is_int': Part('function', ('TypeGuard', '_is_decimal'), r'''
def is_int(value):
 if isinstance(value, int):
  return not isinstance(value, bool)
 return _is_decimal(value) and value.as_tuple().exponent == 0
''', r'''
def is_int(value: object) -> TypeGuard[int]:
    """Return whether *value* is an integer of draft 4: neither 1.0 nor true is."""
    if isinstance(value, int):
        return not isinstance(value, bool)
    return _is_decimal(value) and value.as_tuple().exponent == 0
'''),
    'is_integer': Part('function', ('TypeGuard', '_is_decimal'), r'''
def is_integer(value):
 if isinstance(value, int):
  return not isinstance(value, bool)
 if isinstance(value, float):
  return value.is_integer()
 return _is_decimal(value) and value == value.to_integral_value()
''', r'''
def is_integer(value: object) -> TypeGuard[int | float]:
    """Return whether *value* is an integer: 1.0 is, true is not."""
    if isinstance(value, int):
        return not isinstance(value, bool)
    if isinstance(value, float):
        return value.is_integer()
    return _is_decimal(value) and value == value.to_integral_value()
'''),
    'is_number': Part('function', ('TypeGuard', '_is_decimal'), r'''
def is_number(value):
 if isinstance(value, (int, float)):
  return not isinstance(value, bool)
 return _is_decimal(value)
''', r'''
def is_number(value: object) -> TypeGuard[int | float]:
    """Return whether *value* is a number; true is not."""
    if isinstance(value, (int, float)):
        return not isinstance(value, bool)
    return _is_decimal(value)
'''),
    '_is_decimal': Part('function', ('TypeGuard', 'Decimal', 'decimal_class'), r'''
def _is_decimal(value):
 kind = decimal_class()
 return kind is not None and isinstance(value, kind) and value.is_finite()
''', r'''
def _is_decimal(value: object) -> TypeGuard[Decimal]:
    """Return whether *value* is a finite `decimal.Decimal`, as `json` makes on request."""
    kind = decimal_class()
    return kind is not None and isinstance(value, kind) and value.is_finite()
'''),
    'decimal_class': Part('function', ('Decimal', 'sys'), r'''
def decimal_class():
 kind = getattr(sys.modules.get('decimal'), 'Decimal', None)
 return kind
''', r'''
def decimal_class() -> type[Decimal] | None:
    """Return `decimal.Decimal`, or None if it was never imported, so that no value can be one."""
    kind: type[Decimal] | None = getattr(sys.modules.get("decimal"), "Decimal", None)
    return kind
'''),
    'is_instance': Part('function', ('is_integer', 'is_number'), r'''
def is_instance(value, kind):
 if kind is int:
  return is_integer(value)
 return is_number(value) if kind is float else isinstance(value, kind)
''', r'''
def is_instance(value: object, kind: type) -> bool:
    """Return whether *value* is of *kind*, as JSON Schema says: 1.0 is an int, true is none."""
    if kind is int:
        return is_integer(value)
    return is_number(value) if kind is float else isinstance(value, kind)
'''),
    'is_any_instance': Part('function', ('Any', 'is_instance'), r'''
def is_any_instance(value, kinds):
 return any((is_instance(value, kind) for kind in kinds))
''', r'''
def is_any_instance(value: object, kinds: Any) -> bool:
    """Return whether *value* is of one of *kinds*, a tuple of classes, as `is_instance` says."""
    return any(is_instance(value, kind) for kind in kinds)
'''),
    'join_strings': Part('constant', ('Callable', 'Iterable', 'Any'), r'''
join_strings = ''.join
''', r'''
join_strings: Callable[[Iterable[Any]], str] = "".join
'''),
    'ask_once': Part('function', ('Json', 'Memo', 'Callable'), r'''
def ask_once(predicate, value, memo):
 if not isinstance(value, (dict, list)):
  return predicate(value, memo)
 key = (predicate, id(value))
 verdict = memo.get(key)
 if verdict is None:
  verdict = memo[key] = predicate(value, memo)
 return verdict
''', r'''
def ask_once(predicate: Callable[[Json, Memo], bool], value: Json, memo: Memo) -> bool:
    """Return the verdict of *predicate* on *value*; that on an array or object is remembered."""
    if not isinstance(value, (dict, list)):
        return predicate(value, memo)
    key = predicate, id(value)
    verdict = memo.get(key)
    if verdict is None:
        verdict = memo[key] = predicate(value, memo)
    return verdict
'''),
    'is_string_key': Part('function', (), r'''
def is_string_key(key):
 return isinstance(key, str)
''', r'''
def is_string_key(key: object) -> bool:
    """Return whether *key* of an object is a string, as in JSON."""
    return isinstance(key, str)
'''),
    'has_string_keys': Part('function', ('Iterable', '_STRING'), r'''
def has_string_keys(value):
 if _STRING.issuperset(map(type, value)):
  return True
 return all((isinstance(name, str) for name in value))
''', r'''
def has_string_keys(value: Iterable[object]) -> bool:
    """Return whether all names in *value*, an object, are strings, as in JSON."""
    if _STRING.issuperset(map(type, value)):
        return True
    return all(isinstance(name, str) for name in value)
'''),
    'is_multiple': Part('function', ('_decimal_digits',), r'''
def is_multiple(value, limit):
 if type(value) is int and type(limit) is int:
  return value % limit == 0
 digits, exponent = _decimal_digits(value)
 step, step_exponent = _decimal_digits(limit)
 if step == 0:
  return digits == 0 and exponent is not None
 if exponent is None or step_exponent is None:
  return False
 shift = exponent - step_exponent
 if shift >= 0:
  rest = digits * pow(10, shift, step) % step
  return rest == 0
 if digits == 0 or -shift > digits.bit_length():
  return digits == 0
 scale = 10 ** (-shift)
 return digits % (step * scale) == 0
''', r'''
def is_multiple(value: float, limit: float) -> bool:
    """Return whether *value* is a multiple of *limit*, by the decimal digits of both."""
    if type(value) is int and type(limit) is int:
        return value % limit == 0
    digits, exponent = _decimal_digits(value)
    step, step_exponent = _decimal_digits(limit)
    if step == 0:
        return digits == 0 and exponent is not None
    if exponent is None or step_exponent is None:
        return False
    shift = exponent - step_exponent
    if shift >= 0:
        # By modular power: 10**shift of a hostile number would not fit into memory.
        rest: int = digits * pow(10, shift, step) % step
        return rest == 0
    if digits == 0 or -shift > digits.bit_length():
        return digits == 0  # too few digits for so high a power of ten
    scale: int = 10**-shift
    return digits % (step * scale) == 0
'''),
    '_decimal_digits': Part('function', (), r'''
def _decimal_digits(number):
 if isinstance(number, int):
  return (int(number), 0)
 text = str(number).lower()
 mantissa, _, exponent = text.partition('e')
 whole, _, fraction = mantissa.partition('.')
 try:
  return (int(whole + fraction), int(exponent or 0) - len(fraction))
 except ValueError:
  return (0, None)
''', r'''
def _decimal_digits(number: float) -> tuple[int, int | None]:
    """Return the digits of *number* and the exponent of ten; None if it is infinite."""
    if isinstance(number, int):
        return int(number), 0
    text = str(number).lower()
    mantissa, _, exponent = text.partition("e")
    whole, _, fraction = mantissa.partition(".")
    try:
        return int(whole + fraction), int(exponent or 0) - len(fraction)
    except ValueError:  # inf, nan
        return 0, None
'''),
    'is_among': Part('function', ('Json', '_is_equal'), r'''
def is_among(value, values):
 return isinstance(values, list) and any((_is_equal(value, other) for other in values))
''', r'''
def is_among(value: Json, values: Json) -> bool:
    """Return whether *value* equals one of the array *values*: 1 is 1.0, true is not 1."""
    return isinstance(values, list) and any(_is_equal(value, other) for other in values)
'''),
    '_is_equal': Part('function', ('Json', '_is_same'), r'''
def _is_equal(one, other):
 waiting = [(one, other)]
 while waiting:
  left, right = waiting.pop()
  if isinstance(left, dict) and isinstance(right, dict):
   if left.keys() != right.keys():
    return False
   waiting += [(left[name], right[name]) for name in left]
  elif isinstance(left, list) and isinstance(right, list):
   if len(left) != len(right):
    return False
   waiting += zip(left, right, strict=True)
  elif not _is_same(left, right):
   return False
 return True
''', r'''
def _is_equal(one: Json, other: Json) -> bool:
    """Return whether two JSON values are equal, however deep they are."""
    waiting: list[tuple[Json, Json]] = [(one, other)]
    while waiting:
        left, right = waiting.pop()
        if isinstance(left, dict) and isinstance(right, dict):
            if left.keys() != right.keys():
                return False
            waiting += [(left[name], right[name]) for name in left]
        elif isinstance(left, list) and isinstance(right, list):
            if len(left) != len(right):
                return False
            waiting += zip(left, right, strict=True)
        elif not _is_same(left, right):
            return False
    return True
'''),
    '_is_same': Part('function', ('Json', 'is_number'), r'''
def _is_same(left, right):
 if is_number(left) and is_number(right):
  return left == right
 if isinstance(left, str) and isinstance(right, str):
  return left == right
 return left is right
''', r'''
def _is_same(left: Json, right: Json) -> bool:
    """Return whether two values that are not both arrays or objects are equal."""
    if is_number(left) and is_number(right):
        return left == right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    # Not ==, because True equals 1 in Python; true, false and null exist once.
    return left is right
'''),
    'is_date_time': Part('function', ('_COMMON', 'is_date', 'is_time'), r'''
def is_date_time(value):
 if _COMMON.search(value):
  return True
 return value[10:11] in ('T', 't') and is_date(value[:10]) and is_time(value[11:])
''', r'''
def is_date_time(value: str) -> bool:
    """Return whether *value* is a date and time (RFC 3339, section 5.6)."""
    # Fast path for what the API nearly always sends: a third of the time.
    if _COMMON.search(value):
        return True
    return value[10:11] in ("T", "t") and is_date(value[:10]) and is_time(value[11:])
'''),
    'is_time': Part('function', ('_is_leap_second', '_TIME'), r'''
def is_time(value):
 if _TIME.search(value) is None:
  return False
 return value[6:8] != '60' or _is_leap_second(value)
''', r'''
def is_time(value: str) -> bool:
    """Return whether *value* is a time with its offset from UTC (RFC 3339, section 5.6)."""
    if _TIME.search(value) is None:
        return False
    return value[6:8] != "60" or _is_leap_second(value)
'''),
    '_is_leap_second': Part('function', (), r'''
def _is_leap_second(time):
 minutes = int(time[0:2]) * 60 + int(time[3:5])
 zone = time[8:].lstrip('.0123456789')
 if zone not in ('Z', 'z'):
  offset = int(zone[1:3]) * 60 + int(zone[4:6])
  minutes += offset if zone[0] == '-' else -offset
 return minutes % 1440 == 1439
''', r'''
def _is_leap_second(time: str) -> bool:
    """Return whether *time*, whose second is 60, is the last of a day in UTC."""
    minutes = int(time[0:2]) * 60 + int(time[3:5])
    zone = time[8:].lstrip(".0123456789")
    if zone not in ("Z", "z"):
        offset = int(zone[1:3]) * 60 + int(zone[4:6])
        minutes += offset if zone[0] == "-" else -offset
    return minutes % 1440 == 1439
'''),
    'is_date': Part('function', ('_DATE', '_DAYS'), r'''
def is_date(value):
 if _DATE.search(value) is None:
  return False
 year, month, day = (int(value[:4]), int(value[5:7]), int(value[8:]))
 if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
  return False
 leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
 return leap or (month, day) != (2, 29)
''', r'''
def is_date(value: str) -> bool:
    """Return whether *value* is a date (RFC 3339, section 5.6)."""
    if _DATE.search(value) is None:
        return False
    year, month, day = int(value[:4]), int(value[5:7]), int(value[8:])
    if not 1 <= month <= 12 or not 1 <= day <= _DAYS[month - 1]:
        return False
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return leap or (month, day) != (2, 29)
'''),
    'is_before': Part('function', ('is_date_time', '_is_before', 'is_date'), r'''
def is_before(value, other):
 if value[10:11] == other[10:11] == 'T' and value[-1:] == other[-1:] == 'Z':
  first, second = (value[:19], other[:19])
  if first != second:
   return first < second
 if len(value) == 10 or len(other) == 10:
  return is_date(value) and is_date(other) and (value < other)
 return is_date_time(value) and is_date_time(other) and _is_before(value, other)
''', r'''
def is_before(value: str, other: str) -> bool:
    """Return whether a date, or date and time, is before another; False if one is neither."""
    if value[10:11] == other[10:11] == "T" and value[-1:] == other[-1:] == "Z":
        first, second = value[:19], other[:19]
        if first != second:  # nearly always; else fractions of a second decide
            return first < second
    if len(value) == 10 or len(other) == 10:
        return is_date(value) and is_date(other) and value < other
    return is_date_time(value) and is_date_time(other) and _is_before(value, other)
'''),
    '_is_before': Part('function', (), r'''
def _is_before(value, other):
 from datetime import datetime, timedelta
 moments = []
 for text in (value.upper(), other.upper()):
  leap = text[17:19] == '60'
  known = f'{text[:17]}59{text[19:]}' if leap else text
  try:
   moment = datetime.fromisoformat(known)
  except ValueError:
   return text == value.upper()
  moments.append(moment + timedelta(seconds=1) if leap else moment)
 return moments[0] < moments[1]
''', r'''
def _is_before(value: str, other: str) -> bool:
    from datetime import datetime, timedelta  # late: hardly ever needed

    moments: list[datetime] = []
    for text in (value.upper(), other.upper()):
        leap = text[17:19] == "60"
        known = f"{text[:17]}59{text[19:]}" if leap else text
        try:
            moment = datetime.fromisoformat(known)
        except ValueError:  # the year 0, which `datetime` does not know
            return text == value.upper()
        moments.append(moment + timedelta(seconds=1) if leap else moment)
    return moments[0] < moments[1]
'''),
    'is_base64': Part('function', ('a2b_base64',), r'''
def is_base64(value):
 try:
  a2b_base64(value, strict_mode=True)
 except ValueError:
  return False
 return True
''', r'''
def is_base64(value: str) -> bool:
    """Return whether *value* is Base64 (RFC 4648, section 4): padded, without line breaks."""
    try:
        a2b_base64(value, strict_mode=True)
    except ValueError:
        return False
    return True
'''),
    'Json': Part('alias', ('TypeAlias',), r'''
Json = dict[str, 'Json'] | list['Json'] | str | int | float | bool | None
''', r'''
Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
'''),
    'Predicate': Part('alias', ('TypeAlias', 'Callable', 'Json'), r'''
Predicate = Callable[[Json], bool]
''', r'''
Predicate: TypeAlias = Callable[[Json], bool]
'''),
    'Memo': Part('alias', ('TypeAlias',), r'''
Memo = dict[tuple[object, int], bool]
''', r'''
Memo: TypeAlias = dict[tuple[object, int], bool]
'''),
    'Classes': Part('alias', ('TypeAlias',), r'''
Classes = tuple[type, ...]
''', r'''
Classes: TypeAlias = tuple[type, ...]
'''),
    'Texts': Part('alias', ('TypeAlias',), r'''
Texts = frozenset[str]
''', r'''
Texts: TypeAlias = frozenset[str]
'''),
    '_FRAMES': Part('constant', (), r'''
_FRAMES = 100000
'''),
    '_STACK': Part('constant', (), r'''
_STACK = 256 * 1024 ** 2
'''),
    '_PATIENCE': Part('constant', (), r'''
_PATIENCE = 100
'''),
    '_SHARED': Part('constant', ('Any', 'sys', 'allocate_lock'), r'''
_SHARED = vars(sys).setdefault('_connectgen_deep_calls', {'lock': allocate_lock(), 'usual limit': [], 'running': []})
'''),
    '_LOCK': Part('constant', ('_SHARED',), r'''
_LOCK = _SHARED['lock']
'''),
    '_usual_limit': Part('constant', ('_SHARED',), r'''
_usual_limit = _SHARED['usual limit']
'''),
    '_running': Part('constant', ('_SHARED', 'Callable', 'Any'), r'''
_running = _SHARED['running']
'''),
    '_LOW_LIMIT_IS_FATAL': Part('constant', ('sys',), r'''
_LOW_LIMIT_IS_FATAL = sys.version_info < (3, 12)
'''),
    'call_deep': Part('function', ('Any', 'Callable', 'run_deep'), r'''
def call_deep(is_valid, value):
 try:
  return bool(run_deep(is_valid, value))
 except RecursionError:
  return False
'''),
    'run_deep': Part('function', ('Any', 'Callable', '_LOCK', 'stack_size', '_STACK', '_run'), r'''
def run_deep(function, argument):
 from concurrent.futures import ThreadPoolExecutor
 with ThreadPoolExecutor(1) as pool:
  with _LOCK:
   usual_size = stack_size(_STACK)
   try:
    future = pool.submit(_run, function, argument)
   except RuntimeError as error:
    raise RecursionError('no thread can be started') from error
   finally:
    stack_size(usual_size)
  return future.result()
'''),
    '_run': Part('function', ('Any', '_LOCK', 'Callable', '_raise_limit', '_lower_limit', '_running'), r'''
def _run(function, argument):
 with _LOCK:
  _running.append(function)
  _raise_limit()
 try:
  return function(argument)
 finally:
  with _LOCK:
   _running.pop()
  _lower_limit()
'''),
    '_raise_limit': Part('function', ('_usual_limit', 'sys', '_FRAMES'), r'''
def _raise_limit():
 limit = sys.getrecursionlimit()
 if not _usual_limit:
  _usual_limit.append(limit)
 sys.setrecursionlimit(max(_FRAMES, limit))
'''),
    '_lower_limit': Part('function', ('_PATIENCE', '_LOCK', 'sleep', '_running', '_usual_limit', '_LOW_LIMIT_IS_FATAL', '_has_deep_thread', 'sys'), r'''
def _lower_limit():
 for _ in range(_PATIENCE):
  with _LOCK:
   if _running or not _usual_limit:
    return
   if not (_LOW_LIMIT_IS_FATAL and _has_deep_thread(_usual_limit[0])):
    sys.setrecursionlimit(_usual_limit.pop())
    return
  sleep(0.001)
'''),
    '_has_deep_thread': Part('function', ('Any', 'sys'), r'''
def _has_deep_thread(limit):
 frames = vars(sys)['_current_frames']()
 for frame in frames.values():
  depth = 0
  while frame is not None and depth < limit:
   frame, depth = (frame.f_back, depth + 1)
  if frame is not None:
   return True
 return False
'''),
    '_DEEPEST_GROUP': Part('constant', (), r'''
_DEEPEST_GROUP = 50
''', r'''
_DEEPEST_GROUP = 50
'''),
    '_REGEX_CHARACTER': Part('constant', (), r'''
_REGEX_CHARACTER = '\n    (?P<unicode>\n        \\\\u[Dd][89ABab][0-9A-Fa-f]{2}\\\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}\n        | \\\\u\\{0*(?:10[0-9A-Fa-f]{4}|[0-9A-Fa-f]{1,5})\\}\n        | [\\ud800-\\udfff\\U00010000-\\U0010ffff]\n        | \\\\u[Dd][89A-Fa-f][0-9A-Fa-f]{2}\n    )\n    | (?P<set>\n        \\\\[dDsSwW]\n        | (?P<property>\n            \\\\[pP]\\{(?:(?:General_Category|gc|Script|sc|Script_Extensions|scx)=)?[A-Za-z_]+\\}\n        )\n    )\n    | \\\\(?:\n        [tnvfr^$\\\\.*+?()\\[\\]{}|/] | 0(?![0-9]) | c[A-Za-z] | x[0-9A-Fa-f]{2} | u[0-9A-Fa-f]{4}\n    )\n'
''', r'''
_REGEX_CHARACTER = r"""
    (?P<unicode>
        \\u[Dd][89ABab][0-9A-Fa-f]{2}\\u[Dd][C-Fc-f][0-9A-Fa-f]{2}
        | \\u\{0*(?:10[0-9A-Fa-f]{4}|[0-9A-Fa-f]{1,5})\}
        | [\ud800-\udfff\U00010000-\U0010ffff]
        | \\u[Dd][89A-Fa-f][0-9A-Fa-f]{2}
    )
    | (?P<set>
        \\[dDsSwW]
        | (?P<property>
            \\[pP]\{(?:(?:General_Category|gc|Script|sc|Script_Extensions|scx)=)?[A-Za-z_]+\}
        )
    )
    | \\(?:
        [tnvfr^$\\.*+?()\[\]{}|/] | 0(?![0-9]) | c[A-Za-z] | x[0-9A-Fa-f]{2} | u[0-9A-Fa-f]{4}
    )
"""
'''),
    '_REGEX_TOKEN': Part('constant', ('_REGEX_CHARACTER',), r'''
_REGEX_TOKEN = f'(?x)\n    (?P<quantifier>\n        (?: [*+?] | \\{{ (?P<least>[0-9]+) (?: (?P<comma>,) (?P<most>[0-9]*) )? \\}} ) \\??\n    )\n    | (?P<boundary> \\^ | \\$ | \\\\[bB] )\n    | (?P<open>\n        \\( (?: \\?(?: : | (?P<look><?[=!]) | <(?P<name>[^>]*)> | (?P<flags>[ims]*-?[ims]*): ) )?\n    )\n    | (?P<close> \\) )\n    | (?P<bar> \\| )\n    | \\\\ (?: (?P<number>[1-9][0-9]*) | k<(?P<reference>[^>]*)> )\n    | \\[ \\^? (?P<class> (?: [^\\\\\\]] | \\\\[\\s\\S] )* ) \\]\n    | {_REGEX_CHARACTER}\n    | (?P<loose> [\\]{{}}] | \\\\[^A-Za-z0-9\\ud800-\\udfff\\U00010000-\\U0010ffff] )\n    | [^\\\\\\[]\n'
''', r'''
_REGEX_TOKEN = rf"""(?x)
    (?P<quantifier>
        (?: [*+?] | \{{ (?P<least>[0-9]+) (?: (?P<comma>,) (?P<most>[0-9]*) )? \}} ) \??
    )
    | (?P<boundary> \^ | \$ | \\[bB] )
    | (?P<open>
        \( (?: \?(?: : | (?P<look><?[=!]) | <(?P<name>[^>]*)> | (?P<flags>[ims]*-?[ims]*): ) )?
    )
    | (?P<close> \) )
    | (?P<bar> \| )
    | \\ (?: (?P<number>[1-9][0-9]*) | k<(?P<reference>[^>]*)> )
    | \[ \^? (?P<class> (?: [^\\\]] | \\[\s\S] )* ) \]
    | {_REGEX_CHARACTER}
    | (?P<loose> [\]{{}}] | \\[^A-Za-z0-9\ud800-\udfff\U00010000-\U0010ffff] )
    | [^\\\[]
"""
'''),
    '_REGEX_IN_CLASS': Part('constant', ('_REGEX_CHARACTER',), r'''
_REGEX_IN_CLASS = f'(?x)\n    {_REGEX_CHARACTER}\n    | \\\\[b-]\n    | (?P<loose> \\\\[^A-Za-z0-9\\ud800-\\udfff\\U00010000-\\U0010ffff] )\n    | [^\\\\]\n'
''', r'''
_REGEX_IN_CLASS = rf"""(?x)
    {_REGEX_CHARACTER}
    | \\[b-]
    | (?P<loose> \\[^A-Za-z0-9\ud800-\udfff\U00010000-\U0010ffff] )
    | [^\\]
"""
'''),
    '_REGEX_ESCAPES': Part('constant', (), r'''
_REGEX_ESCAPES = {'t': 9, 'n': 10, 'v': 11, 'f': 12, 'r': 13, 'b': 8, '0': 0}
''', r'''
_REGEX_ESCAPES = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "b": 8, "0": 0}
'''),
    'is_regex': Part('function', ('_REGEX_TOKEN', '_REGEX_IN_CLASS', '_RegexCheck'), r'''
def is_regex(text):
 import re
 token, in_class = (re.compile(_REGEX_TOKEN), re.compile(_REGEX_IN_CLASS))
 return _RegexCheck(token.match, in_class.match).is_valid(text)
''', r'''
def is_regex(text: str) -> bool:
    """Return whether *text* is a valid regular expression of ECMA-262."""
    import re  # late, as in `Pattern`; it keeps what it compiles

    token, in_class = re.compile(_REGEX_TOKEN), re.compile(_REGEX_IN_CLASS)
    return _RegexCheck(token.match, in_class.match).is_valid(text)
'''),
    '_RegexCheck': Part('class', ('Callable', 'Match', '_DEEPEST_GROUP', '_is_ascending', '_is_group_name', '_class_code_point'), r'''
class _RegexCheck:
 def __init__(self, token, in_class):
  self.token, self.in_class = (token, in_class)
  self.unicode = self.loose = False
  self.groups = 0
  self.wanted = 0
  self.references = set()
  self.open = []
  self.names = [(set(), set())]
 def is_valid(self, text):
  position, before = (0, '')
  while position < len(text):
   token = self.token(text, position)
   follows = None if token is None else self._check_token(token, before)
   if token is None or follows is None:
    return False
   position, before = (token.end(), follows)
  known = {name for names in self.names for name in names[0] | names[1]}
  missing = self.wanted > self.groups or self.references - known
  return not (self.open or missing or (self.unicode and self.loose))
 def _check_token(self, token, before):
  self.unicode |= bool(token['unicode'] or token['property'])
  self.loose |= bool(token['loose'])
  if token['quantifier']:
   self.loose |= before == 'ahead'
   return '' if before and _is_ascending(token) else None
  if token['open']:
   return self._open_group(token)
  if token['close']:
   return self._close_group()
  if token['bar']:
   now, earlier = self.names[-1]
   earlier |= now
   now.clear()
  if token['number']:
   self.wanted = max(self.wanted, int(token['number'][:9]))
  if token['reference'] is not None:
   self.references.add(token['reference'])
  if token['class'] and (not self._is_class_valid(token['class'])):
   return None
  return '' if token['bar'] or token['boundary'] else 'once'
 def _open_group(self, token):
  name, flags = (token['name'], token['flags'])
  wrong = token.string.startswith('?', token.end())
  if wrong or len(self.open) == _DEEPEST_GROUP:
   return None
  if flags is not None:
   letters = flags.replace('-', '')
   if not letters or len({*letters}) < len(letters):
    return None
  if name is not None:
   if not _is_group_name(name) or any((name in now for now, _ in self.names)):
    return None
   self.names[-1][0].add(name)
  self.groups += token['open'] == '(' or name is not None
  self.open.append(token['look'] or '')
  self.names.append((set(), set()))
  return ''
 def _close_group(self):
  if not self.open:
   return None
  now, earlier = self.names.pop()
  self.names[-1][0].update(now, earlier)
  look = self.open.pop()
  return '' if look.startswith('<') else 'ahead' if look else 'once'
 def _is_class_valid(self, body):
  atoms = []
  position = 0
  while position < len(body):
   atom = self.in_class(body, position)
   if atom is None:
    return False
   atoms.append(atom)
   position = atom.end()
   self.unicode |= bool(atom['unicode'] or atom['property'])
   self.loose |= bool(atom['loose'])
  number = 0
  while number + 2 < len(atoms):
   first, hyphen, last = atoms[number:number + 3]
   if hyphen[0] != '-':
    number += 1
    continue
   if first['set'] or last['set']:
    self.loose = True
   elif _class_code_point(first[0]) > _class_code_point(last[0]):
    return False
   number += 3
  return True
''', r'''
class _RegexCheck:
    """Parser of one regular expression."""

    def __init__(
        self,
        token: Callable[[str, int], Match[str] | None],
        in_class: Callable[[str, int], Match[str] | None],
    ) -> None:
        self.token, self.in_class = token, in_class
        self.unicode = self.loose = False
        self.groups = 0
        self.wanted = 0
        self.references: set[str] = set()
        self.open: list[str] = []
        self.names: list[tuple[set[str], set[str]]] = [(set(), set())]

    def is_valid(self, text: str) -> bool:
        """Return whether *text* is valid."""
        position, before = 0, ""
        while position < len(text):
            token = self.token(text, position)
            follows = None if token is None else self._check_token(token, before)
            if token is None or follows is None:
                return False
            position, before = token.end(), follows
        known = {name for names in self.names for name in names[0] | names[1]}
        missing = self.wanted > self.groups or self.references - known
        return not (self.open or missing or (self.unicode and self.loose))

    def _check_token(self, token: Match[str], before: str) -> str | None:
        """Return what *token* is to a quantifier behind it, None where it is wrong there.

        Args:
            token: the next part of the text.
            before: what the part before is to a quantifier: "once", "ahead" or, for nothing, "".
        """
        self.unicode |= bool(token["unicode"] or token["property"])
        self.loose |= bool(token["loose"])
        if token["quantifier"]:
            self.loose |= before == "ahead"
            return "" if before and _is_ascending(token) else None
        if token["open"]:
            return self._open_group(token)
        if token["close"]:
            return self._close_group()
        if token["bar"]:
            now, earlier = self.names[-1]
            earlier |= now
            now.clear()
        if token["number"]:
            # Cut, because Python refuses to convert thousands of digits.
            self.wanted = max(self.wanted, int(token["number"][:9]))
        if token["reference"] is not None:
            self.references.add(token["reference"])
        if token["class"] and not self._is_class_valid(token["class"]):
            return None
        return "" if token["bar"] or token["boundary"] else "once"

    def _open_group(self, token: Match[str]) -> str | None:
        name, flags = token["name"], token["flags"]
        wrong = token.string.startswith("?", token.end())
        if wrong or len(self.open) == _DEEPEST_GROUP:
            return None
        if flags is not None:
            letters = flags.replace("-", "")
            if not letters or len({*letters}) < len(letters):
                return None
        if name is not None:
            if not _is_group_name(name) or any(name in now for now, _ in self.names):
                return None
            self.names[-1][0].add(name)
        self.groups += token["open"] == "(" or name is not None
        self.open.append(token["look"] or "")
        self.names.append((set(), set()))
        return ""

    def _close_group(self) -> str | None:
        if not self.open:
            return None
        now, earlier = self.names.pop()
        self.names[-1][0].update(now, earlier)
        look = self.open.pop()
        return "" if look.startswith("<") else "ahead" if look else "once"

    def _is_class_valid(self, body: str) -> bool:
        """Return whether *body* is that of a class."""
        atoms: list[Match[str]] = []
        position = 0
        while position < len(body):
            atom = self.in_class(body, position)
            if atom is None:
                return False
            atoms.append(atom)
            position = atom.end()
            self.unicode |= bool(atom["unicode"] or atom["property"])
            self.loose |= bool(atom["loose"])
        number = 0
        while number + 2 < len(atoms):
            first, hyphen, last = atoms[number : number + 3]
            if hyphen[0] != "-":
                number += 1
                continue
            if first["set"] or last["set"]:
                self.loose = True
            elif _class_code_point(first[0]) > _class_code_point(last[0]):
                return False
            number += 3
        return True
'''),
    '_is_ascending': Part('function', ('Match',), r'''
def _is_ascending(quantifier):
 least = quantifier['least'] or ''
 most = quantifier['most'] or least
 if max(len(least.lstrip('0')), len(most.lstrip('0'))) > 9:
  return False
 return not least or int(least) <= int(most)
''', r'''
def _is_ascending(quantifier: Match[str]) -> bool:
    """Return whether the limits of *quantifier* are."""
    least = quantifier["least"] or ""
    most = quantifier["most"] or least
    if max(len(least.lstrip("0")), len(most.lstrip("0"))) > 9:
        return False
    return not least or int(least) <= int(most)
'''),
    '_is_group_name': Part('function', (), r'''
def _is_group_name(name):
 plain = name.replace('$', '_').replace('\u200c', '_').replace('\u200d', '_')
 return plain.isidentifier() and name[0] not in '\u200c\u200d'
''', r'''
def _is_group_name(name: str) -> bool:
    plain = name.replace("$", "_").replace("\u200c", "_").replace("\u200d", "_")
    return plain.isidentifier() and name[0] not in "\u200c\u200d"
'''),
    '_class_code_point': Part('function', ('_REGEX_ESCAPES',), r'''
def _class_code_point(atom):
 if atom[0] != '\\':
  return ord(atom)
 letter, digits = (atom[1], atom[2:].strip('{}'))
 if letter in 'ux':
  high, _, low = digits.partition('\\u')
  if low:
   return 65536 + (int(high, 16) - 55296) * 1024 + int(low, 16) - 56320
  return int(digits, 16)
 if letter == 'c':
  return ord(digits) % 32
 return _REGEX_ESCAPES.get(letter, ord(letter))
''', r'''
def _class_code_point(atom: str) -> int:
    """Return the code point of one character of a class."""
    if atom[0] != "\\":
        return ord(atom)
    letter, digits = atom[1], atom[2:].strip("{}")
    if letter in "ux":
        high, _, low = digits.partition("\\u")
        if low:
            return 0x10000 + (int(high, 16) - 0xD800) * 0x400 + int(low, 16) - 0xDC00
        return int(digits, 16)
    if letter == "c":
        return ord(digits) % 32
    return _REGEX_ESCAPES.get(letter, ord(letter))
'''),
    '_LDH_LABEL': Part('constant', ('Pattern',), r'''
_LDH_LABEL = Pattern('^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\\Z')
''', r'''
_LDH_LABEL = Pattern(r"^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?\Z")
'''),
    '_DISALLOWED': Part('constant', ('Pattern',), r'''
_DISALLOWED = Pattern('[\\u034f\\u0640\\u07fa\\u1100-\\u11ff\\u17b4\\u17b5\\u180b-\\u180f\\u20d0-\\u20ff\\u302e\\u302f\\u3031-\\u3035\\u303b\\ua960-\\ua97c\\ud7b0-\\ud7fb\\ufe00-\\ufe0f\\U0001d100-\\U0001d24f\\U000e0100-\\U000e01ef]')
''', r'''
_DISALLOWED = Pattern(
    r"[\u034f\u0640\u07fa\u1100-\u11ff\u17b4\u17b5\u180b-\u180f\u20d0-\u20ff\u302e\u302f"
    r"\u3031-\u3035\u303b\ua960-\ua97c\ud7b0-\ud7fb\ufe00-\ufe0f\U0001d100-\U0001d24f"
    r"\U000e0100-\U000e01ef]"
)
'''),
    '_ALLOWED': Part('constant', (), r'''
_ALLOWED = 'ßς۽۾་〇'
''', r'''
_ALLOWED = "\u00df\u03c2\u06fd\u06fe\u0f0b\u3007"
'''),
    '_MIXED_DIGITS': Part('constant', ('Pattern',), r'''
_MIXED_DIGITS = Pattern('[\\u0660-\\u0669].*[\\u06f0-\\u06f9]|[\\u06f0-\\u06f9].*[\\u0660-\\u0669]')
''', r'''
_MIXED_DIGITS = Pattern(
    r"[\u0660-\u0669].*[\u06f0-\u06f9]"
    r"|[\u06f0-\u06f9].*[\u0660-\u0669]"
)
'''),
    '_DUAL_JOINING': Part('constant', (), r'''
_DUAL_JOINING = '\\u0620\\u0626\\u0628\\u062a-\\u062e\\u0633-\\u063f\\u0641-\\u0647\\u0649\\u064a\\u066e\\u066f\\u0678-\\u0687\\u069a-\\u06bf\\u06c1\\u06c2\\u06cc\\u06ce\\u06d0\\u06d1\\u06fa-\\u06fc\\u06ff\\u0712-\\u0714\\u071a-\\u071d\\u071f-\\u0727\\u0729\\u072b\\u072d\\u072e\\u074e-\\u0758\\u075c-\\u076a\\u076d-\\u0770\\u0772\\u0775-\\u0777\\u077a-\\u077f\\u07ca-\\u07ea\\u0841-\\u0845\\u0848\\u084a-\\u0853\\u0855\\u0860\\u0862-\\u0865\\u0868\\u0886\\u0889-\\u088d\\u088f\\u08a0-\\u08a9\\u08af\\u08b0\\u08b3-\\u08b8\\u08ba-\\u08c8\\u1807\\u1820-\\u1878\\u1887-\\u18a8\\u18aa\\ua840-\\ua871\\U00010ac0-\\U00010ac4\\U00010ad3-\\U00010ad6\\U00010ad8-\\U00010adc\\U00010ade-\\U00010ae0\\U00010aeb-\\U00010aee\\U00010b80\\U00010b82\\U00010b86-\\U00010b88\\U00010b8a\\U00010b8b\\U00010b8d\\U00010b90\\U00010bad\\U00010bae\\U00010d01-\\U00010d21\\U00010d23\\U00010ec3\\U00010ec4\\U00010ec6\\U00010ec7\\U00010f30-\\U00010f32\\U00010f34-\\U00010f44\\U00010f51-\\U00010f53\\U00010f70-\\U00010f73\\U00010f76-\\U00010f81\\U00010fb0\\U00010fb2\\U00010fb3\\U00010fb8\\U00010fbb\\U00010fbc\\U00010fbe\\U00010fbf\\U00010fc1\\U00010fc4\\U00010fca\\U0001e900-\\U0001e943'
''', r'''
_DUAL_JOINING = (
    r"\u0620\u0626\u0628\u062a-\u062e\u0633-\u063f\u0641-\u0647\u0649\u064a"
    r"\u066e\u066f\u0678-\u0687\u069a-\u06bf\u06c1\u06c2\u06cc\u06ce\u06d0\u06d1"
    r"\u06fa-\u06fc\u06ff\u0712-\u0714\u071a-\u071d\u071f-\u0727\u0729\u072b"
    r"\u072d\u072e\u074e-\u0758\u075c-\u076a\u076d-\u0770\u0772\u0775-\u0777"
    r"\u077a-\u077f\u07ca-\u07ea\u0841-\u0845\u0848\u084a-\u0853\u0855\u0860"
    r"\u0862-\u0865\u0868\u0886\u0889-\u088d\u088f\u08a0-\u08a9\u08af\u08b0"
    r"\u08b3-\u08b8\u08ba-\u08c8\u1807\u1820-\u1878\u1887-\u18a8\u18aa"
    r"\ua840-\ua871\U00010ac0-\U00010ac4\U00010ad3-\U00010ad6\U00010ad8-\U00010adc"
    r"\U00010ade-\U00010ae0\U00010aeb-\U00010aee\U00010b80\U00010b82"
    r"\U00010b86-\U00010b88\U00010b8a\U00010b8b\U00010b8d\U00010b90"
    r"\U00010bad\U00010bae\U00010d01-\U00010d21\U00010d23\U00010ec3\U00010ec4"
    r"\U00010ec6\U00010ec7\U00010f30-\U00010f32\U00010f34-\U00010f44"
    r"\U00010f51-\U00010f53\U00010f70-\U00010f73\U00010f76-\U00010f81\U00010fb0"
    r"\U00010fb2\U00010fb3\U00010fb8\U00010fbb\U00010fbc\U00010fbe\U00010fbf"
    r"\U00010fc1\U00010fc4\U00010fca\U0001e900-\U0001e943"
)
'''),
    '_RIGHT_JOINING': Part('constant', (), r'''
_RIGHT_JOINING = '\\u0622-\\u0625\\u0627\\u0629\\u062f-\\u0632\\u0648\\u0671-\\u0673\\u0675-\\u0677\\u0688-\\u0699\\u06c0\\u06c3-\\u06cb\\u06cd\\u06cf\\u06d2\\u06d3\\u06d5\\u06ee\\u06ef\\u0710\\u0715-\\u0719\\u071e\\u0728\\u072a\\u072c\\u072f\\u074d\\u0759-\\u075b\\u076b\\u076c\\u0771\\u0773\\u0774\\u0778\\u0779\\u0840\\u0846\\u0847\\u0849\\u0854\\u0856-\\u0858\\u0867\\u0869\\u086a\\u0870-\\u0882\\u088e\\u08aa-\\u08ac\\u08ae\\u08b1\\u08b2\\u08b9\\U00010ac5\\U00010ac7\\U00010ac9\\U00010aca\\U00010ace-\\U00010ad2\\U00010add\\U00010ae1\\U00010ae4\\U00010aef\\U00010b81\\U00010b83-\\U00010b85\\U00010b89\\U00010b8c\\U00010b8e\\U00010b8f\\U00010b91\\U00010ba9-\\U00010bac\\U00010d22\\U00010ec2\\U00010f33\\U00010f54\\U00010f74\\U00010f75\\U00010fb4-\\U00010fb6\\U00010fb9\\U00010fba\\U00010fbd\\U00010fc2\\U00010fc3\\U00010fc9'
''', r'''
_RIGHT_JOINING = (
    r"\u0622-\u0625\u0627\u0629\u062f-\u0632\u0648\u0671-\u0673\u0675-\u0677"
    r"\u0688-\u0699\u06c0\u06c3-\u06cb\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef"
    r"\u0710\u0715-\u0719\u071e\u0728\u072a\u072c\u072f\u074d\u0759-\u075b"
    r"\u076b\u076c\u0771\u0773\u0774\u0778\u0779\u0840\u0846\u0847\u0849\u0854"
    r"\u0856-\u0858\u0867\u0869\u086a\u0870-\u0882\u088e\u08aa-\u08ac\u08ae"
    r"\u08b1\u08b2\u08b9\U00010ac5\U00010ac7\U00010ac9\U00010aca"
    r"\U00010ace-\U00010ad2\U00010add\U00010ae1\U00010ae4\U00010aef\U00010b81"
    r"\U00010b83-\U00010b85\U00010b89\U00010b8c\U00010b8e\U00010b8f\U00010b91"
    r"\U00010ba9-\U00010bac\U00010d22\U00010ec2\U00010f33\U00010f54"
    r"\U00010f74\U00010f75\U00010fb4-\U00010fb6\U00010fb9\U00010fba\U00010fbd"
    r"\U00010fc2\U00010fc3\U00010fc9"
)
'''),
    '_LEFT_JOINING': Part('constant', (), r'''
_LEFT_JOINING = '\\ua872\\U00010acd\\U00010ad7\\U00010d00\\U00010ed9-\\U00010eee\\U00010fcb'
''', r'''
_LEFT_JOINING = r"\ua872\U00010acd\U00010ad7\U00010d00\U00010ed9-\U00010eee\U00010fcb"
'''),
    '_JOINS_NEXT': Part('constant', ('Pattern', '_DUAL_JOINING', '_LEFT_JOINING'), r'''
_JOINS_NEXT = Pattern(f'[{_DUAL_JOINING}{_LEFT_JOINING}]\\Z')
''', r'''
_JOINS_NEXT = Pattern(f"[{_DUAL_JOINING}{_LEFT_JOINING}]\\Z")
'''),
    '_JOINS_LAST': Part('constant', ('Pattern', '_DUAL_JOINING', '_RIGHT_JOINING'), r'''
_JOINS_LAST = Pattern(f'^[{_DUAL_JOINING}{_RIGHT_JOINING}]')
''', r'''
_JOINS_LAST = Pattern(f"^[{_DUAL_JOINING}{_RIGHT_JOINING}]")
'''),
    '_HAN_OR_KANA': Part('constant', (), r'''
_HAN_OR_KANA = ('CJK COMPATIBILITY IDEOGRAPH', 'CJK UNIFIED IDEOGRAPH', 'HENTAIGANA ', 'HIRAGANA ', 'IDEOGRAPHIC ITERATION MARK', 'IDEOGRAPHIC NUMBER ZERO', 'KATAKANA ', 'OLD CHINESE ', 'VIETNAMESE ')
''', r'''
_HAN_OR_KANA = (
    "CJK COMPATIBILITY IDEOGRAPH",
    "CJK UNIFIED IDEOGRAPH",
    "HENTAIGANA ",
    "HIRAGANA ",
    "IDEOGRAPHIC ITERATION MARK",
    "IDEOGRAPHIC NUMBER ZERO",
    "KATAKANA ",
    "OLD CHINESE ",
    "VIETNAMESE ",
)
'''),
    'is_hostname': Part('function', ('is_idn_hostname', '_LDH_LABEL'), r'''
def is_hostname(value):
 if len(value) > 253 or not all(map(_LDH_LABEL.search, value.split('.'))):
  return False
 return 'xn--' not in value.lower() or is_idn_hostname(value)
''', r'''
def is_hostname(value: str) -> bool:
    """Return whether *value* is a host name (RFC 1123, section 2.1; RFC 5891 for A-labels)."""
    if len(value) > 253 or not all(map(_LDH_LABEL.search, value.split("."))):
        return False
    return "xn--" not in value.lower() or is_idn_hostname(value)
'''),
    'is_idn_hostname': Part('function', ('_to_u_label', '_is_bidi', '_is_bidi_rule_met', '_decode_a_label'), r'''
def is_idn_hostname(value):
 for separator in ('。', '．', '｡'):
  value = value.replace(separator, '.')
 labels = value.split('.')
 if len(labels) > 127:
  return False
 known = [_to_u_label(label) for label in labels]
 if '' in known or len('.'.join(map(_decode_a_label, known))) > 253:
  return False
 return not _is_bidi(''.join(known)) or all(map(_is_bidi_rule_met, known))
''', r'''
def is_idn_hostname(value: str) -> bool:
    """Return whether *value* is a host name that may be internationalized (RFC 5891, section 5)."""
    for separator in ("\u3002", "\uff0e", "\uff61"):
        value = value.replace(separator, ".")
    labels = value.split(".")
    # 253 characters hold no more labels, so a longer text need not be read.
    if len(labels) > 127:
        return False
    known = [_to_u_label(label) for label in labels]
    if "" in known or len(".".join(map(_decode_a_label, known))) > 253:
        return False
    return not _is_bidi("".join(known)) or all(map(_is_bidi_rule_met, known))
'''),
    '_to_u_label': Part('function', ('_is_u_label', '_LDH_LABEL', '_decode_a_label'), r'''
def _to_u_label(label):
 if not label.isascii():
  return label if _is_u_label(label) else ''
 label = label.lower()
 if _LDH_LABEL.search(label) is None:
  return ''
 if not label.startswith('xn--'):
  return label
 try:
  text = label[4:].encode().decode('punycode')
 except ValueError:
  return ''
 valid = not text.isascii() and _is_u_label(text) and (_decode_a_label(text) == label)
 return text if valid else ''
''', r'''
def _to_u_label(label: str) -> str:
    """Return *label* in Unicode and lower case, or nothing where it is not valid."""
    if not label.isascii():
        return label if _is_u_label(label) else ""
    label = label.lower()
    if _LDH_LABEL.search(label) is None:
        return ""
    if not label.startswith("xn--"):
        return label
    try:
        text = label[4:].encode().decode("punycode")
    except ValueError:
        return ""
    valid = not text.isascii() and _is_u_label(text) and _decode_a_label(text) == label
    return text if valid else ""
'''),
    '_decode_a_label': Part('function', (), r'''
def _decode_a_label(label):
 return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
''', r'''
def _decode_a_label(label: str) -> str:
    return label if label.isascii() else f"xn--{label.encode('punycode').decode()}"
'''),
    '_is_u_label': Part('function', ('_decode_a_label', '_DISALLOWED', '_MIXED_DIGITS', '_is_permitted', '_is_contextual_rule_met'), r'''
def _is_u_label(text):
 from unicodedata import category, normalize
 if len(text) > 59 or text[2:4] == '--' or '-' in (text[0], text[-1]):
  return False
 if category(text[0]).startswith('M') or normalize('NFC', text) != text:
  return False
 if _DISALLOWED.search(text) is not None or _MIXED_DIGITS.search(text) is not None:
  return False
 for at, letter in enumerate(text):
  if not _is_permitted(letter) and (not _is_contextual_rule_met(text, at)):
   return False
 return len(_decode_a_label(text)) <= 63
''', r'''
def _is_u_label(text: str) -> bool:
    """Return whether *text*, not all of it ASCII, is a label (RFC 5891, section 4.2)."""
    from unicodedata import category, normalize

    # A label has at most 63 characters, of which `xn--` takes four.
    if len(text) > 59 or text[2:4] == "--" or "-" in (text[0], text[-1]):
        return False
    if category(text[0]).startswith("M") or normalize("NFC", text) != text:
        return False
    if _DISALLOWED.search(text) is not None or _MIXED_DIGITS.search(text) is not None:
        return False
    for at, letter in enumerate(text):
        if not _is_permitted(letter) and not _is_contextual_rule_met(text, at):
            return False
    return len(_decode_a_label(text)) <= 63
'''),
    '_is_permitted': Part('function', ('_ALLOWED',), r'''
def _is_permitted(letter):
 from unicodedata import category, normalize
 if letter in _ALLOWED or letter == '-':
  return True
 if category(letter) not in ('Ll', 'Lu', 'Lo', 'Nd', 'Lm', 'Mn', 'Mc'):
  return False
 return normalize('NFKC', normalize('NFKC', letter).casefold()) == letter
''', r'''
def _is_permitted(letter: str) -> bool:
    """Return whether *letter*, not a disallowed one, is valid anywhere (RFC 5892, section 3)."""
    from unicodedata import category, normalize

    if letter in _ALLOWED or letter == "-":
        return True
    if category(letter) not in ("Ll", "Lu", "Lo", "Nd", "Lm", "Mn", "Mc"):
        return False
    return normalize("NFKC", normalize("NFKC", letter).casefold()) == letter
'''),
    '_is_contextual_rule_met': Part('function', ('_is_named', '_joins', '_HAN_OR_KANA'), r'''
def _is_contextual_rule_met(text, at):
 from unicodedata import combining
 letter, before, behind = (text[at], text[:at], text[at + 1:])
 if letter == '·':
  return before.endswith('l') and behind.startswith('l')
 if letter == '͵':
  return _is_named(behind[:1], 'GREEK ')
 if letter in '׳״':
  return _is_named(before[-1:], 'HEBREW ')
 if letter == '・':
  others = text.replace(letter, '')
  return any((_is_named(other, *_HAN_OR_KANA) for other in others))
 if letter not in '\u200c\u200d' or not before:
  return False
 return combining(before[-1]) == 9 or (letter == '\u200c' and _joins(before, behind))
''', r'''
def _is_contextual_rule_met(text: str, at: int) -> bool:
    """Return whether the letter *at* a place may stand there (RFC 5892, appendix A)."""
    from unicodedata import combining

    letter, before, behind = text[at], text[:at], text[at + 1 :]
    if letter == "\u00b7":
        return before.endswith("l") and behind.startswith("l")
    if letter == "\u0375":
        return _is_named(behind[:1], "GREEK ")
    if letter in "\u05f3\u05f4":
        return _is_named(before[-1:], "HEBREW ")
    if letter == "\u30fb":
        others = text.replace(letter, "")
        return any(_is_named(other, *_HAN_OR_KANA) for other in others)
    if letter not in "\u200c\u200d" or not before:
        return False
    return combining(before[-1]) == 9 or (letter == "\u200c" and _joins(before, behind))
'''),
    '_is_named': Part('function', (), r'''
def _is_named(letter, *starts):
 from unicodedata import name
 return letter != '' and name(letter, '').startswith(starts)
''', r'''
def _is_named(letter: str, *starts: str) -> bool:
    from unicodedata import name

    return letter != "" and name(letter, "").startswith(starts)
'''),
    '_joins': Part('function', ('_JOINS_NEXT', '_strip_marks', '_JOINS_LAST'), r'''
def _joins(before, behind):
 if _JOINS_NEXT.search(_strip_marks(before)) is None:
  return False
 return _JOINS_LAST.search(_strip_marks(behind)) is not None
''', r'''
def _joins(before: str, behind: str) -> bool:
    """Return whether letters on both sides would join, whatever marks are on them."""
    if _JOINS_NEXT.search(_strip_marks(before)) is None:
        return False
    return _JOINS_LAST.search(_strip_marks(behind)) is not None
'''),
    '_strip_marks': Part('function', (), r'''
def _strip_marks(text):
 from unicodedata import category
 kept = [c for c in text if category(c) not in ('Me', 'Mn')]
 return ''.join(kept).replace('𞥋', '')
''', r'''
def _strip_marks(text: str) -> str:
    from unicodedata import category

    kept = [c for c in text if category(c) not in ("Me", "Mn")]
    return "".join(kept).replace("\U0001e94b", "")
'''),
    '_is_bidi': Part('function', (), r'''
def _is_bidi(text):
 from unicodedata import bidirectional
 return any((bidirectional(letter) in ('R', 'AL', 'AN') for letter in text))
''', r'''
def _is_bidi(text: str) -> bool:
    from unicodedata import bidirectional

    return any(bidirectional(letter) in ("R", "AL", "AN") for letter in text)
'''),
    '_is_bidi_rule_met': Part('function', (), r'''
def _is_bidi_rule_met(text):
 from unicodedata import bidirectional
 kinds = [bidirectional(letter) for letter in text]
 both = {'EN', 'ES', 'CS', 'ET', 'ON', 'BN', 'NSM'}
 last = [kind for kind in kinds if kind != 'NSM'][-1:]
 if kinds[0] == 'L':
  return both | {'L'} >= set(kinds) and last[0] in ('L', 'EN')
 if kinds[0] not in ('R', 'AL') or last[0] not in ('R', 'AL', 'EN', 'AN'):
  return False
 return both | {'R', 'AL', 'AN'} >= set(kinds) and (not {'EN', 'AN'} <= set(kinds))
''', r'''
def _is_bidi_rule_met(text: str) -> bool:
    """Return whether a label may stand in a name with letters from right to left (RFC 5893)."""
    from unicodedata import bidirectional

    kinds = [bidirectional(letter) for letter in text]
    both = {"EN", "ES", "CS", "ET", "ON", "BN", "NSM"}
    last = [kind for kind in kinds if kind != "NSM"][-1:]
    if kinds[0] == "L":
        return both | {"L"} >= set(kinds) and last[0] in ("L", "EN")
    if kinds[0] not in ("R", "AL") or last[0] not in ("R", "AL", "EN", "AN"):
        return False
    return both | {"R", "AL", "AN"} >= set(kinds) and not {"EN", "AN"} <= set(kinds)
'''),
    'MOST_LISTED': Part('constant', (), r'''
MOST_LISTED = 4
'''),
    '_PREVIEW_LENGTH': Part('constant', (), r'''
_PREVIEW_LENGTH = 80
'''),
    '_SECRETS': Part('constant', (), r'''
_SECRETS = (*('accesskey', 'apikey', 'authorization', 'cookie', 'credential'), *('passphrase', 'passw', 'privatekey', 'secret', 'session', 'token'))
'''),
    'is_secret': Part('function', ('_SECRETS',), r'''
def is_secret(pointer):
 name = pointer.lower().replace('_', '').replace('-', '')
 if '/data/' in f'{name}/':
  return True
 return any((word in name for word in _SECRETS))
'''),
    'preview_value': Part('function', ('shorten', '_PREVIEW_LENGTH', 'escape_unprintable', 'decimal_class'), r'''
def preview_value(value):
 if value is None:
  return 'null'
 if isinstance(value, bool):
  return 'true' if value else 'false'
 if isinstance(value, dict):
  return 'an object'
 if isinstance(value, list):
  return 'an array'
 if isinstance(value, str):
  from json.encoder import encode_basestring
  start = str.__getitem__(value, slice(_PREVIEW_LENGTH + 1))
  text = escape_unprintable(encode_basestring(start))
 elif isinstance(value, float):
  text = float.__repr__(value)
 elif isinstance(value, int):
  bits = int.bit_length(value)
  text = f'an integer of {bits} bits' if bits > 256 else int.__repr__(value)
 else:
  text = type(value).__name__
  decimal = decimal_class()
  if decimal is not None and isinstance(value, decimal):
   text = decimal.__repr__(value)
 return shorten(text, _PREVIEW_LENGTH)
'''),
    'shorten': Part('function', (), r'''
def shorten(text, length):
 return text if len(text) <= length else f'{text[:length - 1]}…'
'''),
    'escape_unprintable': Part('function', (), r'''
def escape_unprintable(text):
 if text.isprintable():
  return text
 return ''.join((c if c.isprintable() else ascii(c)[1:-1] for c in text))
'''),
    'preview_json': Part('function', ('Any', 'shorten', '_PREVIEW_LENGTH', 'escape_unprintable'), r'''
def preview_json(value):
 from json import dumps
 text = dumps(value, ensure_ascii=False)
 return shorten(escape_unprintable(text), _PREVIEW_LENGTH)
'''),
    'list_values': Part('function', ('MOST_LISTED', 'Collection', 'Any', 'preview_json'), r'''
def list_values(values, last='or one of'):
 listed = ', '.join([preview_json(value) for value in list(values)[:MOST_LISTED]])
 more = len(values) - MOST_LISTED
 return f'{listed} {last} {more} more' if more > 0 else listed
'''),
    'suggest_name': Part('function', ('Iterable', '_PREVIEW_LENGTH', 'preview_json'), r'''
def suggest_name(given, names):
 from difflib import get_close_matches
 if not isinstance(given, str) or len(given) > _PREVIEW_LENGTH:
  return ''
 lowered = {name.lower(): name for name in names}
 close = get_close_matches(given.lower(), lowered, 1, 0.7)
 return f'; did you mean {preview_json(lowered[close[0]])}?' if close else ''
'''),
    'find_target': Part('function', ('Node', 'is_array'), r'''
def find_target(node, keyword):
 (schema, uri), scope = (node.document, node.scope)
 pointer = node.schema[keyword].removeprefix('#')
 target = node.schema.get('$targets', {}).get(keyword)
 if target:
  if not isinstance(target, str):
   target, scope = target[scope]
  uri, _, pointer = target.partition('#')
  schema = node.schemas.documents[uri]
 document = (schema, uri)
 for token in pointer.split('/')[1:]:
  step = token.replace('~1', '/').replace('~0', '~')
  if is_array(schema):
   schema = schema[int(step)]
  elif step in schema:
   schema = schema[step]
  else:
   schema = node.schemas.documents['definitions'][step]
 location = f'{uri}#{pointer}' if uri else pointer
 return (node.schemas.node(schema, document, scope), location)
'''),
    'make_false': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk'), r'''
def make_false(node, keyword, limit, words):
 def check(value, here, walk):
  place = here or (None, '/false')
  walk.add(here, 'false' if len(place) > 3 else place[1].split('/')[1], '')
 return check
'''),
    'make_reference': Part('function', ('Check', 'Node', 'find_target', 'Any', 'Here', 'Walk'), r'''
def make_reference(node, keyword, limit, words):
 part, location = find_target(node, keyword)
 def check(value, here, walk):
  there = (here, f'/{keyword}', None, location)
  for each in part.checks(value):
   each(value, there, walk)
 return check
'''),
    '_LONG': Part('constant', (), r'''
_LONG = 10000
''', r'''
_LONG = 10_000
'''),
    'is_unique': Part('function', ('has_unique_texts', 'Json', '_strings_of'), r'''
def is_unique(value):
 classes = set(map(type, value))
 if classes == {str}:
  return len({*map(str, value)}) == len(value)
 if classes == {int}:
  return len({hex(item) for item in value if isinstance(item, int)}) == len(value)
 if len(set(map(_strings_of, value))) == len(value):
  return True
 return has_unique_texts(value)
''', r'''
def is_unique(value: list[Json]) -> bool:
    """Return whether no two items of *value* are equal: 1 is 1.0, true is not 1; never raises.

    Texts are compared: nobody can foresee their hashes, while numbers of one hash are found with
    ease, and a set of such numbers takes for each item as long as for all those before it.
    """
    classes = set(map(type, value))
    if classes == {str}:
        return len({*map(str, value)}) == len(value)
    if classes == {int}:
        return len({hex(item) for item in value if isinstance(item, int)}) == len(value)
    if len(set(map(_strings_of, value))) == len(value):
        return True
    return has_unique_texts(value)
'''),
    'is_unique_by': Part('function', ('Json', 'is_unique'), r'''
def is_unique_by(value, name):
 members = [item.get(name) for item in value if isinstance(item, dict)]
 return len(set(members)) == len(value) or is_unique(value)
''', r'''
def is_unique_by(value: list[Json], name: str) -> bool:
    """Return whether no two items of *value* are equal; faster if their members *name* differ.

    Args:
        value: objects whose members *name*, where they are there, are strings.
        name: name of a member.
    """
    members = [item.get(name) for item in value if isinstance(item, dict)]
    return len(set(members)) == len(value) or is_unique(value)
'''),
    '_strings_of': Part('function', ('Json', 'is_string_key'), r'''
def _strings_of(item):
 if not isinstance(item, dict):
  return frozenset()
 return frozenset([(str(name), str(part)) for name, part in item.items() if is_string_key(name) and isinstance(part, str)])
''', r'''
def _strings_of(item: Json) -> frozenset[tuple[str, str]]:
    """Return the members of an object that are strings: equal objects have the same."""
    if not isinstance(item, dict):
        return frozenset()
    return frozenset(
        [
            (str(name), str(part))
            for name, part in item.items()
            if is_string_key(name) and isinstance(part, str)
        ]
    )
'''),
    'has_unique_texts': Part('function', ('Json', 'describe_equal'), r'''
def has_unique_texts(value):
 return not describe_equal(value)
''', r'''
def has_unique_texts(value: list[Json]) -> bool:
    """Return whether no two items of *value* are equal, whatever they are."""
    return not describe_equal(value)
'''),
    'describe_equal': Part('function', ('_Texts', 'Json'), r'''
def describe_equal(value):
 texts = _Texts()
 seen = {}
 for index, item in enumerate(value):
  first = seen.setdefault(texts.of(item), index)
  if first != index:
   return f': items {first} and {index} are'
 return ''
''', r'''
def describe_equal(value: list[Json]) -> str:
    """Return which two items of *value* are equal, for a message."""
    texts = _Texts()
    seen: dict[str, int] = {}
    for index, item in enumerate(value):
        first = seen.setdefault(texts.of(item), index)
        if first != index:
            return f": items {first} and {index} are"
    return ""
'''),
    '_Texts': Part('class', ('Json', '_number', 'is_number', 'isnan'), r'''
class _Texts:
 def __init__(self):
  self._known = {}
  self._numbers = {}
  self._kept = []
  'Values whose `id` was used: kept, so that no other object gets it.'
 def of(self, value):
  waiting = [(value, False)]
  holds_itself = {}
  'Of those around the present one.'
  while waiting:
   item, has_parts = waiting.pop()
   if has_parts:
    if not holds_itself.pop(id(item)):
     whole, number = (self._whole(item), f'@{len(self._numbers)};')
     self._known[id(item)] = self._numbers.setdefault(whole, number)
   elif id(item) in holds_itself:
    holds_itself[id(item)] = True
   elif isinstance(item, (list, dict)) and id(item) not in self._known:
    self._known[id(item)] = self._alone(item)
    holds_itself[id(item)] = False
    waiting.append((item, True))
    for part in item if isinstance(item, list) else item.values():
     if isinstance(part, (list, dict)):
      waiting.append((part, False))
  return self._text(value)
 def _whole(self, item):
  text = self._text
  if isinstance(item, dict):
   members = [text(name) + text(part) for name, part in item.items()]
   return ''.join(['{', *sorted(members)])
  return ''.join(['[', *map(text, item)]) if isinstance(item, list) else ''
 def _text(self, item):
  if isinstance(item, str):
   return ''.join(['s', str(str.__len__(item)), ':', item])
  if item is None or isinstance(item, bool):
   return f'{item};'
  if isinstance(item, (list, dict)):
   return self._known.get(id(item)) or self._alone(item)
  if not is_number(item) or (not isinstance(item, int) and isnan(item)):
   return self._alone(item)
  return _number(item)
 def _alone(self, item):
  self._kept.append(item)
  return f'o{id(item)};'
''', r'''
class _Texts:
    """Gives equal JSON values one text, and others another.

    Each array or object is looked at once, and has a number for its text: one that stands in many
    places, or holds itself, takes no longer than others. What is no JSON, or holds itself, equals
    only itself.
    """

    def __init__(self) -> None:
        self._known: dict[int, str] = {}
        self._numbers: dict[str, str] = {}
        self._kept: list[object] = []
        """Values whose `id` was used: kept, so that no other object gets it."""

    def of(self, value: Json) -> str:
        """Return the text of *value*."""
        waiting: list[tuple[Json, bool]] = [(value, False)]
        holds_itself: dict[int, bool] = {}
        """Of those around the present one."""
        while waiting:
            item, has_parts = waiting.pop()
            if has_parts:
                if not holds_itself.pop(id(item)):
                    whole, number = self._whole(item), f"@{len(self._numbers)};"
                    self._known[id(item)] = self._numbers.setdefault(whole, number)
            elif id(item) in holds_itself:
                holds_itself[id(item)] = True
            elif isinstance(item, (list, dict)) and id(item) not in self._known:
                self._known[id(item)] = self._alone(item)
                holds_itself[id(item)] = False
                waiting.append((item, True))
                for part in item if isinstance(item, list) else item.values():
                    if isinstance(part, (list, dict)):
                        waiting.append((part, False))
        return self._text(value)

    def _whole(self, item: Json) -> str:
        """Return what *item*, an array or object whose parts have their texts, consists of."""
        text = self._text
        if isinstance(item, dict):
            members = [text(name) + text(part) for name, part in item.items()]
            return "".join(["{", *sorted(members)])
        return "".join(["[", *map(text, item)]) if isinstance(item, list) else ""

    def _text(self, item: Json) -> str:
        """Return the text of *item*; where several follow each other, each ends for sure."""
        if isinstance(item, str):
            return "".join(["s", str(str.__len__(item)), ":", item])
        if item is None or isinstance(item, bool):
            return f"{item};"
        if isinstance(item, (list, dict)):
            return self._known.get(id(item)) or self._alone(item)
        if not is_number(item) or (not isinstance(item, int) and isnan(item)):
            return self._alone(item)
        return _number(item)

    def _alone(self, item: object) -> str:
        """Return a text that no other value has."""
        self._kept.append(item)
        return f"o{id(item)};"
'''),
    '_number': Part('function', ('Decimal', 'decimal_class', '_LONG'), r'''
def _number(value):
 if isinstance(value, float):
  if not value.is_integer():
   return f'{float.hex(value)};'
  value = int(value)
 if isinstance(value, int):
  decimal = decimal_class()
  if decimal is None or value.bit_length() < 3 * _LONG:
   return f'{hex(value)};'
  value = decimal(value)
 nearest = float(value)
 if value == nearest:
  return _number(nearest)
 if value.adjusted() < _LONG and value == value.to_integral_value():
  return f'{hex(int(value))};'
 sign, digits, exponent = value.as_tuple()
 known = ''.join(map(str, digits)).lstrip('0')
 kept = known.rstrip('0')
 return f'{sign}d{kept}e{int(exponent) + len(known) - len(kept)};'
''', r'''
def _number(value: float | Decimal) -> str:
    """Return the text of a number, whatever its class."""
    if isinstance(value, float):
        # float.hex is exact, and equal floats have equal texts.
        if not value.is_integer():
            return f"{float.hex(value)};"
        value = int(value)
    if isinstance(value, int):
        decimal = decimal_class()
        if decimal is None or value.bit_length() < 3 * _LONG:
            return f"{hex(value)};"
        value = decimal(value)
    nearest = float(value)
    if value == nearest:
        return _number(nearest)
    if value.adjusted() < _LONG and value == value.to_integral_value():
        return f"{hex(int(value))};"
    sign, digits, exponent = value.as_tuple()
    known = "".join(map(str, digits)).lstrip("0")
    kept = known.rstrip("0")
    return f"{sign}d{kept}e{int(exponent) + len(known) - len(kept)};"
'''),
    '_SCHEME': Part('constant', (), r'''
_SCHEME = '[A-Za-z][A-Za-z0-9+.-]*+:'
''', r'''
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*+:"
'''),
    '_NO_SCHEME': Part('constant', (), r'''
_NO_SCHEME = '(?![^/?#]*:)'
''', r'''
_NO_SCHEME = r"(?![^/?#]*:)"
'''),
    '_BEHIND_SCHEME': Part('constant', (), r'''
_BEHIND_SCHEME = '(?://(?:(?:[!$&-.0-;=A-Z_a-z~]++|%[0-9A-Fa-f]{2})*+@)?(?:(?:[!$&-.0-9;=A-Z_a-z~]++|%[0-9A-Fa-f]{2})*+|\\[(?:[0-9A-Fa-f:.]++|[Vv][0-9A-Fa-f]++\\.[!$&-.0-;=A-Z_a-z\\x7e]++)\\])(?::[0-9]*+)?(?![^/?#])|(?!//))(?:[!$&-;=@A-Z_a-z~]++|%[0-9A-Fa-f]{2})*+(?:\\?(?:[!$&-;=?-Z_a-z~/]++|%[0-9A-Fa-f]{2})*+)?(?:\\#(?:[!$&-;=?-Z_a-z~]++|%[0-9A-Fa-f]{2})*+)?\\Z'
''', r'''
_BEHIND_SCHEME = (
    r"(?:"
    r"//(?:(?:[!$&-.0-;=A-Z_a-z~]++|%[0-9A-Fa-f]{2})*+@)?"
    r"(?:(?:[!$&-.0-9;=A-Z_a-z~]++|%[0-9A-Fa-f]{2})*+"
    r"|\[(?:[0-9A-Fa-f:.]++|[Vv][0-9A-Fa-f]++\.[!$&-.0-;=A-Z_a-z\x7e]++)\])"
    r"(?::[0-9]*+)?(?![^/?#])"
    r"|(?!//))"
    r"(?:[!$&-;=@A-Z_a-z~]++|%[0-9A-Fa-f]{2})*+"
    r"(?:\?(?:[!$&-;=?-Z_a-z~/]++|%[0-9A-Fa-f]{2})*+)?"
    r"(?:\#(?:[!$&-;=?-Z_a-z~]++|%[0-9A-Fa-f]{2})*+)?\Z"
)
'''),
    '_PRIVATE': Part('constant', (), r'''
_PRIVATE = '\\ue000-\\uf8ff\\U000f0000-\\U000ffffd\\U00100000-\\U0010fffd'
''', r'''
_PRIVATE = r"\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
'''),
    '_LETTERS': Part('constant', (), r'''
_LETTERS = '\\xa0-\\ud7ff\\uf900-\\ufdcf\\ufdf0-\\uffef\\U00010000-\\U0001fffd\\U00020000-\\U0002fffd\\U00030000-\\U0003fffd\\U00040000-\\U0004fffd\\U00050000-\\U0005fffd\\U00060000-\\U0006fffd\\U00070000-\\U0007fffd\\U00080000-\\U0008fffd\\U00090000-\\U0009fffd\\U000a0000-\\U000afffd\\U000b0000-\\U000bfffd\\U000c0000-\\U000cfffd\\U000d0000-\\U000dfffd\\U000e1000-\\U000efffd'
''', r'''
_LETTERS = (
    r"\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd"
    r"\U00030000-\U0003fffd\U00040000-\U0004fffd\U00050000-\U0005fffd\U00060000-\U0006fffd"
    r"\U00070000-\U0007fffd\U00080000-\U0008fffd\U00090000-\U0009fffd\U000a0000-\U000afffd"
    r"\U000b0000-\U000bfffd\U000c0000-\U000cfffd\U000d0000-\U000dfffd\U000e1000-\U000efffd"
)
'''),
    '_BEHIND_IRI_SCHEME': Part('constant', ('_LETTERS', '_PRIVATE', '_BEHIND_SCHEME'), r'''
_BEHIND_IRI_SCHEME = _BEHIND_SCHEME.replace('~]', f'~{_LETTERS}]').replace('~/]', f'~/{_LETTERS}{_PRIVATE}]')
''', r'''
_BEHIND_IRI_SCHEME = _BEHIND_SCHEME.replace("~]", f"~{_LETTERS}]").replace(
    "~/]", f"~/{_LETTERS}{_PRIVATE}]"
)
'''),
    '_COMMON_URI': Part('constant', ('Pattern',), r'''
_COMMON_URI = Pattern('^https?://[-.0-9A-Za-z]+(?![^/?])[!$&-;=?-Z_a-z~]*(?:%[0-9A-Fa-f]{2}[!$&-;=?-Z_a-z~]*)*(?:#[!$&-;=?-Z_a-z~]*)?\\Z')
''', r'''
_COMMON_URI = Pattern(
    r"^https?://[-.0-9A-Za-z]+(?![^/?])[!$&-;=?-Z_a-z~]*"
    r"(?:%[0-9A-Fa-f]{2}[!$&-;=?-Z_a-z~]*)*(?:#[!$&-;=?-Z_a-z~]*)?\Z"
)
'''),
    '_URI': Part('constant', ('Pattern', '_SCHEME', '_BEHIND_SCHEME'), r'''
_URI = Pattern(f'^{_SCHEME}{_BEHIND_SCHEME}')
''', r'''
_URI = Pattern(f"^{_SCHEME}{_BEHIND_SCHEME}")
'''),
    '_URI_REFERENCE': Part('constant', ('Pattern', '_SCHEME', '_NO_SCHEME', '_BEHIND_SCHEME'), r'''
_URI_REFERENCE = Pattern(f'^(?:{_SCHEME}|{_NO_SCHEME}){_BEHIND_SCHEME}')
''', r'''
_URI_REFERENCE = Pattern(f"^(?:{_SCHEME}|{_NO_SCHEME}){_BEHIND_SCHEME}")
'''),
    '_IRI': Part('constant', ('Pattern', '_SCHEME', '_BEHIND_IRI_SCHEME'), r'''
_IRI = Pattern(f'^{_SCHEME}{_BEHIND_IRI_SCHEME}')
''', r'''
_IRI = Pattern(f"^{_SCHEME}{_BEHIND_IRI_SCHEME}")
'''),
    '_IRI_REFERENCE': Part('constant', ('Pattern', '_SCHEME', '_NO_SCHEME', '_BEHIND_IRI_SCHEME'), r'''
_IRI_REFERENCE = Pattern(f'^(?:{_SCHEME}|{_NO_SCHEME}){_BEHIND_IRI_SCHEME}')
''', r'''
_IRI_REFERENCE = Pattern(f"^(?:{_SCHEME}|{_NO_SCHEME}){_BEHIND_IRI_SCHEME}")
'''),
    '_VARIABLE': Part('constant', (), r'''
_VARIABLE = '(?:[0-9A-Z_a-z]|%[0-9A-Fa-f]{2})++(?:\\.(?:[0-9A-Z_a-z]|%[0-9A-Fa-f]{2})++)*+(?::[1-9][0-9]{0,3}|\\*)?'
''', r'''
_VARIABLE = (
    r"(?:[0-9A-Z_a-z]|%[0-9A-Fa-f]{2})++(?:\.(?:[0-9A-Z_a-z]|%[0-9A-Fa-f]{2})++)*+"
    r"(?::[1-9][0-9]{0,3}|\*)?"
)
'''),
    '_URI_TEMPLATE': Part('constant', ('Pattern', '_LETTERS', '_PRIVATE', '_VARIABLE'), r'''
_URI_TEMPLATE = Pattern(f'^(?:[!#$&-;=?-\\[\\]_a-z~{_LETTERS}{_PRIVATE}]++|%[0-9A-Fa-f]{{2}}|\\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*+\\}})*+\\Z')
''', r'''
_URI_TEMPLATE = Pattern(
    rf"^(?:[!#$&-;=?-\[\]_a-z~{_LETTERS}{_PRIVATE}]++|%[0-9A-Fa-f]{{2}}"
    rf"|\{{[+#./;?&=,!@|]?{_VARIABLE}(?:,{_VARIABLE})*+\}})*+\Z"
)
'''),
    '_BYTE': Part('constant', (), r'''
_BYTE = '(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
''', r'''
_BYTE = r"(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
'''),
    '_IPV4': Part('constant', ('Pattern', '_BYTE'), r'''
_IPV4 = Pattern(f'^{_BYTE}\\.{_BYTE}\\.{_BYTE}\\.{_BYTE}\\Z')
''', r'''
_IPV4 = Pattern(rf"^{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}\Z")
'''),
    '_GROUPS': Part('constant', ('Pattern',), r'''
_GROUPS = Pattern('^[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*+\\Z')
''', r'''
_GROUPS = Pattern(r"^[0-9A-Fa-f]{1,4}(?::[0-9A-Fa-f]{1,4})*+\Z")
'''),
    'is_uri': Part('function', ('_COMMON_URI', '_has_true_host', '_URI'), r'''
def is_uri(value):
 if _COMMON_URI.search(value):
  return True
 return _URI.search(value) is not None and _has_true_host(value)
''', r'''
def is_uri(value: str) -> bool:
    """Return whether *value* is a URI with a scheme (RFC 3986, section 3)."""
    # Fast path for what the API nearly always sends: half of the time.
    if _COMMON_URI.search(value):
        return True
    return _URI.search(value) is not None and _has_true_host(value)
'''),
    'is_uri_reference': Part('function', ('_has_true_host', '_URI_REFERENCE'), r'''
def is_uri_reference(value):
 return _URI_REFERENCE.search(value) is not None and _has_true_host(value)
''', r'''
def is_uri_reference(value: str) -> bool:
    """Return whether *value* is a URI or a relative reference to one (RFC 3986, section 4.1)."""
    return _URI_REFERENCE.search(value) is not None and _has_true_host(value)
'''),
    'is_iri': Part('function', ('_has_true_host', '_IRI'), r'''
def is_iri(value):
 return _IRI.search(value) is not None and _has_true_host(value)
''', r'''
def is_iri(value: str) -> bool:
    """Return whether *value* is an IRI with a scheme (RFC 3987, section 2.2)."""
    return _IRI.search(value) is not None and _has_true_host(value)
'''),
    'is_iri_reference': Part('function', ('_has_true_host', '_IRI_REFERENCE'), r'''
def is_iri_reference(value):
 return _IRI_REFERENCE.search(value) is not None and _has_true_host(value)
''', r'''
def is_iri_reference(value: str) -> bool:
    """Return whether *value* is an IRI or a relative reference to one (RFC 3987, section 2.2)."""
    return _IRI_REFERENCE.search(value) is not None and _has_true_host(value)
'''),
    '_has_true_host': Part('function', ('is_ipv6',), r'''
def _has_true_host(value):
 if '[' not in value:
  return True
 address = value[value.index('[') + 1:value.index(']')]
 return address[0] in 'Vv' or is_ipv6(address)
''', r'''
def _has_true_host(value: str) -> bool:
    """Return whether the address in brackets in *value*, if any, is an IP address."""
    if "[" not in value:
        return True
    address = value[value.index("[") + 1 : value.index("]")]
    return address[0] in "Vv" or is_ipv6(address)
'''),
    'is_uri_template': Part('function', ('_URI_TEMPLATE',), r'''
def is_uri_template(value):
 return _URI_TEMPLATE.search(value) is not None
''', r'''
def is_uri_template(value: str) -> bool:
    """Return whether *value* is a URI Template (RFC 6570, section 2, with erratum 6937)."""
    return _URI_TEMPLATE.search(value) is not None
'''),
    'is_ipv4': Part('function', ('_IPV4',), r'''
def is_ipv4(value):
 return _IPV4.search(value) is not None
''', r'''
def is_ipv4(value: str) -> bool:
    """Return whether *value* is an IPv4 address, four numbers (RFC 2673, section 3.2)."""
    return _IPV4.search(value) is not None
'''),
    'is_ipv6': Part('function', ('is_ipv4', '_GROUPS'), r'''
def is_ipv6(value):
 known, last = (value, value.rpartition(':')[2])
 if '.' in last:
  if not is_ipv4(last):
   return False
  known = f'{value[:-len(last)]}0:0'
 head, elision, tail = known.partition('::')
 sides = [side for side in (head, tail) if side]
 if any((_GROUPS.search(side) is None for side in sides)):
  return False
 groups = sum((side.count(':') + 1 for side in sides))
 return groups <= 7 if elision else groups == 8
''', r'''
def is_ipv6(value: str) -> bool:
    """Return whether *value* is an IPv6 address without a zone (RFC 4291, section 2.2)."""
    known, last = value, value.rpartition(":")[2]
    if "." in last:
        if not is_ipv4(last):
            return False
        known = f"{value[: -len(last)]}0:0"  # the two groups that it stands for
    head, elision, tail = known.partition("::")
    sides = [side for side in (head, tail) if side]
    if any(_GROUPS.search(side) is None for side in sides):
        return False
    groups = sum(side.count(":") + 1 for side in sides)
    return groups <= 7 if elision else groups == 8
'''),
    'make_limit': Part('function', ('Maker', 'Check', 'Callable', 'Node', 'Any', 'Here', 'Walk'), r'''
def make_limit(fails, shown=None, *, hides=False, detail=None, prepare=None):
 def make(node, keyword, limit, words):
  if limit is False or (limit is True and keyword.startswith('exclusive')):
   return None
  given = prepare(node, limit) if prepare else limit
  shows_nothing = hides or (shown is None and 'contentEncoding' in node.schema)
  def check(value, here, walk):
   if fails(value, given):
    text = f'{words}{detail(value)}' if detail else words
    found = shown(value) if shown else value
    walk.add(here, keyword, text, () if shows_nothing else (found,))
  return check
 return make
'''),
    'find_pattern': Part('function', ('Callable', 'Node'), r'''
def find_pattern(node, pattern):
 import re
 return re.compile(node.schemas.patterns.get(pattern, pattern)).search
'''),
    'make_const': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'preview_json', 'is_among'), r'''
def make_const(node, keyword, limit, words):
 expected = f'be {preview_json(limit)}'
 def check(value, here, walk):
  if not is_among(value, [limit]):
   walk.add(here, keyword, expected, (value,))
 return check
'''),
    'make_enum': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'MOST_LISTED', 'suggest_name', 'is_among', 'list_values', 'preview_value'), r'''
def make_enum(node, keyword, limit, words):
 texts = {each for each in limit if isinstance(each, str)}
 def check(value, here, walk):
  if value not in texts if isinstance(value, str) else not is_among(value, limit):
   walk.add(here, keyword, lambda secret: expect(value, secret))
 def expect(value, secret):
  listed = f'be one of {list_values(limit)}'
  if secret:
   return listed
  hint = suggest_name(value, texts) if len(limit) > MOST_LISTED else ''
  return f'{listed}, not {preview_value(value)}{hint}'
 return check
'''),
    'steps_of': Part('function', ('Any', 'Here'), r'''
def steps_of(here):
 steps = []
 while here is not None:
  if len(here) == 3:
   steps.append(here[2])
  here = here[0]
 steps.reverse()
 return steps
'''),
    'Place': Part('class', ('Any',), r'''
class Place:
 def __init__(self):
  self.found = []
  self.inside = {}
'''),
    'Places': Part('class', ('Place', 'Any', 'Here'), r'''
class Places:
 def __init__(self):
  self.whole = Place()
  self._known = {id(None): (None, self.whole)}
 def find(self, here):
  passed = []
  start = here
  while id(start) not in self._known:
   passed.append(start)
   start = start[0]
  place = self._known[id(start)][1]
  for each in reversed(passed):
   if len(each) == 3:
    inside, step = (place.inside, each[2])
    if step not in inside:
     inside[step] = Place()
    place = inside[step]
   self._known[id(each)] = (each, place)
  return place
'''),
    'is_name': Part('function', ('Here',), r'''
def is_name(here):
 while here is not None:
  if len(here) == 3:
   return bool(here[1] == '/propertyNames')
  here = here[0]
 return False
'''),
    'locate': Part('function', ('Here', 'Any', 'escape_token'), r'''
def locate(here):
 places = []
 while here is not None:
  places.append(here)
  here = here[0]
 pointer = location = path = ''
 for place in reversed(places):
  path += place[1]
  location = place[3] if len(place) > 3 else location + place[1]
  if len(place) == 3:
   pointer += f'/{escape_token(place[2])}'
 return (pointer, location, path)
'''),
    'escape_token': Part('function', ('preview_value',), r'''
def escape_token(step):
 if isinstance(step, str):
  text = step
 elif step is None or isinstance(step, bool):
  text = str(step)
 else:
  text = preview_value(step)
 return text.replace('~', '~0').replace('/', '~1')
'''),
    'Here': Part('alias', ('TypeAlias', 'Any'), r'''
Here = tuple[Any, ...] | None
''', r'''
Here: TypeAlias = tuple[Any, ...] | None
'''),
    '_LOCAL_PART': Part('constant', ('Pattern',), r'''
_LOCAL_PART = Pattern('^(?:[!#$%&\'*+/-9=?A-Z^-~-]++(?:\\.[!#$%&\'*+/-9=?A-Z^-~-]++)*+|"(?:[ !#-\\[\\]-~]|\\\\[ -~])*+")\\Z')
''', r'''
_LOCAL_PART = Pattern(
    r"^(?:[!#$%&'*+/-9=?A-Z^-~-]++(?:\.[!#$%&'*+/-9=?A-Z^-~-]++)*+"
    r'|"(?:[ !#-\[\]-~]|\\[ -~])*+")\Z'
)
'''),
    '_DOMAIN': Part('constant', ('Pattern',), r'''
_DOMAIN = Pattern('^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?(?:\\.[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?)*\\Z')
''', r'''
_DOMAIN = Pattern(
    r"^[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?"
    r"(?:\.[0-9A-Za-z](?:[0-9A-Za-z-]{0,61}[0-9A-Za-z])?)*\Z"
)
'''),
    '_ESCAPED': Part('constant', (), r'''
_ESCAPED = '(?:[^~]|~[01])*+'
''', r'''
_ESCAPED = r"(?:[^~]|~[01])*+"
'''),
    '_JSON_POINTER': Part('constant', ('Pattern', '_ESCAPED'), r'''
_JSON_POINTER = Pattern(f'^(?:/{_ESCAPED})?\\Z')
''', r'''
_JSON_POINTER = Pattern(rf"^(?:/{_ESCAPED})?\Z")
'''),
    '_RELATIVE_JSON_POINTER': Part('constant', ('Pattern', '_ESCAPED'), r'''
_RELATIVE_JSON_POINTER = Pattern(f'^(?:0|[1-9][0-9]*+)(?:#|(?:/{_ESCAPED})?)\\Z')
''', r'''
_RELATIVE_JSON_POINTER = Pattern(rf"^(?:0|[1-9][0-9]*+)(?:#|(?:/{_ESCAPED})?)\Z")
'''),
    '_DATE_PART': Part('constant', (), r'''
_DATE_PART = '(?:[0-9]++Y(?:[0-9]++M(?:[0-9]++D)?)?|[0-9]++M(?:[0-9]++D)?|[0-9]++D)'
''', r'''
_DATE_PART = r"(?:[0-9]++Y(?:[0-9]++M(?:[0-9]++D)?)?|[0-9]++M(?:[0-9]++D)?|[0-9]++D)"
'''),
    '_TIME_PART': Part('constant', (), r'''
_TIME_PART = 'T(?:[0-9]++H(?:[0-9]++M(?:[0-9]++S)?)?|[0-9]++M(?:[0-9]++S)?|[0-9]++S)'
''', r'''
_TIME_PART = r"T(?:[0-9]++H(?:[0-9]++M(?:[0-9]++S)?)?|[0-9]++M(?:[0-9]++S)?|[0-9]++S)"
'''),
    '_DURATION': Part('constant', ('Pattern', '_DATE_PART', '_TIME_PART'), r'''
_DURATION = Pattern(f'^P(?:{_DATE_PART}(?:{_TIME_PART})?|{_TIME_PART}|[0-9]++W)\\Z')
''', r'''
_DURATION = Pattern(rf"^P(?:{_DATE_PART}(?:{_TIME_PART})?|{_TIME_PART}|[0-9]++W)\Z")
'''),
    '_UUID': Part('constant', ('Pattern',), r'''
_UUID = Pattern('^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\\Z')
''', r'''
_UUID = Pattern(r"^[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\Z")
'''),
    'is_email': Part('function', ('_is_address', '_LOCAL_PART', '_DOMAIN'), r'''
def is_email(value):
 local_part, _, domain = value.rpartition('@')
 if len(local_part) > 64 or _LOCAL_PART.search(local_part) is None:
  return False
 if domain.startswith('['):
  return domain.endswith(']') and _is_address(domain[1:-1])
 return len(domain) <= 255 and _DOMAIN.search(domain) is not None
''', r'''
def is_email(value: str) -> bool:
    """Return whether *value* is a mailbox (RFC 5321, section 4.1.2)."""
    local_part, _, domain = value.rpartition("@")
    if len(local_part) > 64 or _LOCAL_PART.search(local_part) is None:
        return False
    if domain.startswith("["):
        return domain.endswith("]") and _is_address(domain[1:-1])
    return len(domain) <= 255 and _DOMAIN.search(domain) is not None
'''),
    '_is_address': Part('function', ('is_ipv6', 'is_ipv4'), r'''
def _is_address(value):
 return is_ipv6(value[5:]) if value[:5].lower() == 'ipv6:' else is_ipv4(value)
''', r'''
def _is_address(value: str) -> bool:
    """Return whether *value* is an address literal, as in brackets in place of a domain."""
    return is_ipv6(value[5:]) if value[:5].lower() == "ipv6:" else is_ipv4(value)
'''),
    'is_json_pointer': Part('function', ('_JSON_POINTER',), r'''
def is_json_pointer(value):
 return _JSON_POINTER.search(value) is not None
''', r'''
def is_json_pointer(value: str) -> bool:
    """Return whether *value* is a JSON Pointer (RFC 6901, section 3)."""
    return _JSON_POINTER.search(value) is not None
'''),
    'is_relative_json_pointer': Part('function', ('_RELATIVE_JSON_POINTER',), r'''
def is_relative_json_pointer(value):
 return _RELATIVE_JSON_POINTER.search(value) is not None
''', r'''
def is_relative_json_pointer(value: str) -> bool:
    """Return whether *value* is a relative JSON Pointer.

    Source: draft-handrews-relative-json-pointer-01.
    """
    return _RELATIVE_JSON_POINTER.search(value) is not None
'''),
    'is_duration': Part('function', ('_DURATION',), r'''
def is_duration(value):
 return _DURATION.search(value) is not None
''', r'''
def is_duration(value: str) -> bool:
    """Return whether *value* is a duration (RFC 3339, appendix A)."""
    return _DURATION.search(value) is not None
'''),
    'is_uuid': Part('function', ('_UUID',), r'''
def is_uuid(value):
 return _UUID.search(value) is not None
''', r'''
def is_uuid(value: str) -> bool:
    """Return whether *value* is a UUID (RFC 4122, section 3)."""
    return _UUID.search(value) is not None
'''),
    '_NAMED': Part('constant', (), r'''
_NAMED = 'be an object whose names are strings'
'''),
    'make_required': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'preview_json'), r'''
def make_required(node, keyword, limit, words):
 names = list(dict.fromkeys(limit))
 def check(value, here, walk):
  for name in names:
   if name not in value:
    walk.add(here, keyword, f'have the member {preview_json(name)}')
 return check
'''),
    'make_dependencies': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'is_array', 'escape_token', 'preview_json'), r'''
def make_dependencies(node, keyword, limit, words):
 asked = {name: limit[name] for name in limit if is_array(limit[name])}
 parts = {name: node.child(limit[name]) for name in limit if name not in asked}
 def check(value, here, walk):
  for name in limit:
   if name in value and name in parts:
    there = (here, f'/{keyword}/{escape_token(name)}')
    for each in parts[name].checks(value):
     each(value, there, walk)
   elif name in value:
    for other in asked[name]:
     if other not in value:
      listed = f'{preview_json(other)} beside {preview_json(name)}'
      walk.add(here, keyword, f'have the member {listed}')
 return check
'''),
    'make_properties': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'escape_token'), r'''
def make_properties(node, keyword, limit, words):
 parts = {name: node.child(part) for name, part in limit.items()}
 paths = {name: f'/{keyword}/{escape_token(name)}' for name in limit}
 tables = {name: part.by_class for name, part in parts.items()}
 def check(value, here, walk):
  for name, item in value.items():
   table = tables.get(name)
   if table is not None:
    checks = table.get(type(item))
    if checks is None:
     checks = parts[name].checks(item)
    if checks:
     there = (here, paths[name], name)
     for each in checks:
      each(item, there, walk)
 return check
'''),
    'make_pattern_properties': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'find_pattern', 'has_string_keys', '_NAMED', 'escape_token'), r'''
def make_pattern_properties(node, keyword, limit, words):
 parts = [(find_pattern(node, each), node.child(part), f'/{keyword}/{escape_token(each)}') for each, part in limit.items()]
 def check(value, here, walk):
  if not has_string_keys(value):
   walk.add(here, keyword, _NAMED)
   return
  for name, item in value.items():
   for search, part, path in parts:
    if search(name):
     for each in part.checks(item):
      each(item, (here, path, name), walk)
 return check
'''),
    'make_additional_properties': Part('function', ('Check', 'Node', 'Any', 'find_pattern', 'Here', 'Walk', 'has_string_keys', '_is_found', 'expect_known'), r'''
def make_additional_properties(node, keyword, limit, words):
 names = node.schema.get('properties', {})
 patterns = node.schema.get('patternProperties', ())
 searches = [find_pattern(node, pattern) for pattern in patterns]
 part, path = (node.child(limit), f'/{keyword}')
 def check(value, here, walk):
  if patterns and (not has_string_keys(value)):
   return
  for name, item in value.items():
   if name in names or _is_found(searches, name):
    continue
   if limit is False:
    expect = expect_known(name, names, value)
    walk.add((here, '', name), keyword, expect)
   else:
    for each in part.checks(item):
     each(item, (here, path, name), walk)
 return None if limit is True else check
'''),
    '_is_found': Part('function', ('Iterable', 'Callable', 'Any'), r'''
def _is_found(patterns, name):
 return any((search(name) for search in patterns))
'''),
    'expect_known': Part('function', ('Callable', 'Any', 'Iterable', 'suggest_name', 'list_values'), r'''
def expect_known(name, names, value):
 def expect(_):
  free = [each for each in names if each not in value]
  hint = suggest_name(name, free)
  if not hint and free:
   hint = f"; allowed: {list_values(free, 'and')}"
  return f'not be there{hint}'
 return expect
'''),
    'make_property_names': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'has_string_keys', '_NAMED'), r'''
def make_property_names(node, keyword, limit, words):
 part, path = (node.child(limit), f'/{keyword}')
 def check(value, here, walk):
  if not has_string_keys(value):
   walk.add(here, keyword, _NAMED)
   return
  for name in value:
   for each in part.checks(name):
    each(name, (here, path, name), walk)
 return check
'''),
    '_LISTED': Part('constant', (), r'''
_LISTED = 20
'''),
    '_LONGEST': Part('constant', (), r'''
_LONGEST = 200
'''),
    'Violation': Part('class', ('Here', 'Late', 'escape_unprintable', 'Sequence', 'locate', 'is_secret', 'is_name', 'preview_value', 'shorten', '_LONGEST'), r'''
class Violation:
 """One way in which a JSON value breaks its schema."""
 __slots__ = ('_texts', 'advice', 'causes', 'here', 'keyword')
 __match_args__ = ('pointer', 'keyword', 'schema_pointer', 'message', 'advice', 'causes', 'keyword_location')
 def __init__(self, pointer, keyword, schema_pointer, message, advice=False, causes=(), keyword_location='', here=None, late=None):
  self.keyword = keyword
  self.advice = advice
  self.causes = tuple(causes) if causes else ()
  self.here = here
  self._texts = late or (pointer, schema_pointer, message, keyword_location)
 @property
 def pointer(self):
  return self._resolve_texts()[0]
 @property
 def schema_pointer(self):
  return self._resolve_texts()[1]
 @property
 def message(self):
  return self._resolve_texts()[2]
 @property
 def keyword_location(self):
  return self._resolve_texts()[3] or self.schema_pointer
 @property
 def gist(self):
  words = self._texts[0] if len(self._texts) == 2 else ''
  return (self.keyword, words if words and isinstance(words, str) else self.message)
 def _resolve_texts(self):
  if len(self._texts) == 2:
   words, shown = self._texts
   pointer, schema, path = locate(self.here)
   secret = is_secret(pointer)
   message = f'must {(words if isinstance(words, str) else words(secret))}'
   named = is_name(self.here)
   if not words:
    message = 'must not have this name' if named else 'must not be there'
   else:
    message = f'its name {message}' if named else message
    if self.keyword not in ('', '$ref'):
     schema, path = (f'{schema}/{self.keyword}', f'{path}/{self.keyword}')
   if shown and (not secret):
    message += f', not {preview_value(shown[0])}'
   self._texts = (pointer, schema, message, path)
  return self._texts
 def _comparison_values(self):
  where = (self.pointer, self.keyword, self.schema_pointer, self.message)
  return (*where, self.advice, self.causes, self.keyword_location)
 def __eq__(self, other):
  if not isinstance(other, Violation):
   return NotImplemented
  return self._comparison_values() == other._comparison_values()
 def __hash__(self):
  return hash(self._comparison_values())
 def __repr__(self):
  shown = []
  values = self._comparison_values()
  for name, value in zip(self.__match_args__, values, strict=True):
   shown += [f'{name}={shorten(repr(value), _LONGEST)}'] if value else []
  return f"Violation({', '.join(shown)})"
 def __reduce__(self):
  return (type(self), self._comparison_values())
 def __str__(self):
  return escape_unprintable(f"{self.pointer or '(whole value)'}: {self.message}")
'''),
    'ValidationError': Part('class', ('print_violations', 'make_output', 'Iterable', 'Violation', 'Literal'), r'''
class ValidationError(ValueError):
 def __init__(self, violations):
  self.violations = tuple(violations)
  super().__init__(self.violations)
 def __str__(self):
  return print_violations(self.violations)
 def to_output(self, form='basic'):
  return make_output(self.violations, form)
'''),
    'print_violations': Part('function', ('_with_causes', 'Sequence', 'Violation', '_LISTED'), r'''
def print_violations(violations):
 listed = _with_causes(violations)
 lines = ['  ' * depth + str(violation) for depth, violation in listed[:_LISTED]]
 more = len(listed) - len(lines)
 return '\n'.join([*lines, f'… and {more} more'] if more else lines)
'''),
    'make_output': Part('function', ('Sequence', 'Violation', 'Literal', '_with_causes', '_to_detailed_unit', '_to_unit'), r'''
def make_output(violations, form):
 if form == 'flag':
  return {'valid': False}
 if form == 'basic':
  listed = _with_causes(violations)
  return {'valid': False, 'errors': [_to_unit(one) for _, one in listed]}
 if form != 'detailed':
  raise ValueError(f'form must be flag, basic or detailed, not {form!r}')
 units = [_to_detailed_unit(one) for one in violations]
 whole = {'valid': False, 'keywordLocation': '', 'instanceLocation': ''}
 return units[0] if len(units) == 1 else {**whole, 'errors': units}
'''),
    '_with_causes': Part('function', ('Sequence', 'Violation'), r'''
def _with_causes(violations):
 listed = []
 waiting = [(0, violation) for violation in reversed(violations)]
 while waiting:
  depth, violation = waiting.pop()
  listed.append((depth, violation))
  waiting += [(depth + 1, cause) for cause in reversed(violation.causes)]
 return listed
'''),
    '_to_unit': Part('function', ('Violation',), r'''
def _to_unit(violation):
 unit = {'keywordLocation': violation.keyword_location, 'instanceLocation': violation.pointer, 'error': violation.message}
 where = violation.schema_pointer
 if where != violation.keyword_location:
  unit['absoluteKeywordLocation'] = where if '#' in where else f'#{where}'
 return unit
'''),
    '_to_detailed_unit': Part('function', ('Violation', '_to_unit'), r'''
def _to_detailed_unit(violation):
 unit = {'valid': False, **_to_unit(violation)}
 if violation.causes:
  unit['errors'] = [_to_detailed_unit(cause) for cause in violation.causes]
 return unit
'''),
    'Late': Part('alias', ('TypeAlias', 'Callable'), r'''
Late = tuple[str | Callable[[bool], str], tuple[object, ...]]
''', r'''
Late: TypeAlias = tuple[str | Callable[[bool], str], tuple[object, ...]]
'''),
    'is_idn_email': Part('function', ('is_email', 'is_idn_hostname'), r'''
def is_idn_email(value):
 local_part, _, domain = value.rpartition('@')
 try:
  octets = len(local_part.encode())
 except UnicodeEncodeError:
  return False
 plain = ''.join((letter if letter.isascii() else 'a' for letter in local_part))
 if octets > 64:
  return False
 if domain.isascii():
  return is_email(f'{plain}@{domain}')
 from unicodedata import normalize
 return is_email(f'{plain}@a') and is_idn_hostname(normalize('NFC', domain))
''', r'''
def is_idn_email(value: str) -> bool:
    """Return whether *value* is a mailbox (RFC 6531, section 3.3): of U-labels, too."""
    local_part, _, domain = value.rpartition("@")
    try:
        octets = len(local_part.encode())
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
    # Each character beyond ASCII may stand wherever a letter may.
    plain = "".join(letter if letter.isascii() else "a" for letter in local_part)
    if octets > 64:
        return False
    if domain.isascii():
        return is_email(f"{plain}@{domain}")
    from unicodedata import normalize

    return is_email(f"{plain}@a") and is_idn_hostname(normalize("NFC", domain))
'''),
    '_LINKS': Part('constant', (), r'''
_LINKS = 'links'
'''),
    '_OF_REFERENCES': Part('constant', (), r'''
_OF_REFERENCES = {'id', 'lookupName'}
'''),
    '_BOTH': Part('constant', (), r'''
_BOTH = 'should have "id" or "lookupName", not both: the id counts'
'''),
    '_MAY_REFUSE': Part('constant', (), r'''
_MAY_REFUSE = 'the site may refuse the body'
'''),
    '_READ_ONLY': Part('constant', ('_MAY_REFUSE',), r'''
_READ_ONLY = {'create': f'can be set only when a record is created: {_MAY_REFUSE}', 'patch': f'can be set only by an update: {_MAY_REFUSE}', 'read': f'is read-only: {_MAY_REFUSE}'}
'''),
    '_Place': Part('class', ('Node', '_follow', 'is_object'), r'''
class _Place:
 __slots__ = ('items', 'members')
 def __init__(self, node):
  node = _follow(node)
  items = node.schema.get('items')
  self.items = node.child(items) if is_object(items) else None
  if 'then' in node.schema:
   node = _follow(node.child(node.schema['then']))
  properties = node.schema.get('properties')
  self.members = properties and {name: node.child(properties[name]) for name in properties}
'''),
    '_places': Part('constant', ('Node', '_Place'), r'''
_places = {}
'''),
    '_place_of': Part('function', ('_Place', 'Node', '_places'), r'''
def _place_of(node):
 place = _places.get(node)
 if place is None:
  place = _places[node] = _Place(node)
 return place
'''),
    '_follow': Part('function', ('Node', 'find_target'), r'''
def _follow(node):
 while True:
  choices = node.schema.get('anyOf', ())
  others = [each for each in choices if each != {'type': 'null'}]
  if '$ref' in node.schema:
   node, _ = find_target(node, '$ref')
  elif len(others) == 1:
   node = node.child(others[0])
  else:
   return node
'''),
    'find_advice': Part('function', ('Violation', 'Any', 'Schemas', '_place_of', 'is_array', 'Here', 'Node', 'Iterable', '_is_of_new_entry', 'is_object', '_OF_REFERENCES', '_describe_member', '_advice', '_BOTH'), r'''
def find_advice(value, schemas, name):
 found = []
 waiting = [(value, schemas.root(name), None, ())]
 while waiting:
  part, node, here, names = waiting.pop()
  if node is None:
   if not _is_of_new_entry(schemas, name, here):
    found.append(_describe_member(schemas, name, here, names))
   continue
  place = _place_of(node)
  inside = []
  if is_array(part):
   if place.items is not None:
    for index, item in enumerate(part):
     inside.append((item, place.items, (here, '', index), ()))
  elif is_object(part) and place.members:
   members = place.members
   if members.keys() == _OF_REFERENCES <= part.keys():
    found.append(_advice(here, 'not', _BOTH))
   for step, item in part.items():
    if step not in members:
     free = [each for each in members if each not in part]
     inside.append((item, None, (here, '', step), free))
    elif is_object(item) or is_array(item):
     inside.append((item, members[step], (here, '', step), ()))
  inside.reverse()
  waiting += inside
 return found
'''),
    '_describe_member': Part('function', ('Violation', 'Schemas', 'Here', 'steps_of', '_LINKS', 'suggest_name', '_advice', 'Iterable', '_READ_ONLY', '_MAY_REFUSE', '_has_member'), r'''
def _describe_member(schemas, document, here, names):
 steps = steps_of(here)
 for view, message in _READ_ONLY.items():
  if view != document and _has_member(schemas, view, steps):
   return _advice(here, 'readOnly', message)
 if steps[-1] == _LINKS:
  return _advice(here, 'readOnly', _READ_ONLY['read'])
 hint = suggest_name(steps[-1], names)
 unknown = f'is not in the catalog: {_MAY_REFUSE}{hint}'
 return _advice(here, 'additionalProperties', unknown)
'''),
    '_is_of_new_entry': Part('function', ('Schemas', 'Here', 'steps_of', '_has_member'), r'''
def _is_of_new_entry(schemas, document, here):
 steps = steps_of(here)
 is_in_list = document == 'patch' and any((isinstance(step, int) for step in steps))
 return is_in_list and _has_member(schemas, 'create', steps)
'''),
    '_has_member': Part('function', ('Schemas', 'Any', '_place_of'), r'''
def _has_member(schemas, document, steps):
 if document not in schemas.documents:
  return False
 node = schemas.root(document)
 for step in steps:
  place = _place_of(node)
  members = place.members or {}
  inner = place.items if isinstance(step, int) else members.get(step)
  if inner is None:
   return False
  node = inner
 return True
'''),
    '_advice': Part('function', ('Violation', 'Here', 'steps_of', 'escape_token'), r'''
def _advice(here, keyword, message):
 pointer = ''.join((f'/{escape_token(step)}' for step in steps_of(here)))
 return Violation(pointer, keyword, '', message, advice=True)
'''),
    'MOST_FOUND': Part('constant', (), r'''
MOST_FOUND = 10000
'''),
    '_SHOWN': Part('constant', (), r'''
_SHOWN = 200
'''),
    '_TYPES': Part('constant', (), r'''
_TYPES = {dict: ('object', 'an object'), list: ('array', 'an array'), str: ('string', 'a string'), int: ('integer', 'an integer'), float: ('number', 'a number'), bool: ('boolean', 'true or false'), type(None): ('null', 'null')}
'''),
    'Schemas': Part('class', ('Node', 'Keywords', 'Any'), r'''
class Schemas:
 def __init__(self, keywords, text):
  self.keywords = keywords
  self.documents = {}
  self.patterns = {}
  self._text = text
  self._roots = {}
  self._nodes = {}
 def root(self, name):
  root = self._roots.get(name)
  if root is None:
   if not self.documents:
    from json import loads
    documents, self.patterns = loads(self._text)
    self.documents = documents
   schema = self.documents[name]
   root = self._roots.setdefault(name, self.node(schema, (schema, ''), ''))
  return root
 def node(self, schema, document, scope):
  key = (id(schema), scope)
  node = self._nodes.get(key)
  if node is None:
   node = self._nodes.setdefault(key, Node(self, schema, document, scope))
  return node
'''),
    'Node': Part('class', ('Checks', 'Schemas', 'Any', 'Check', '_with_type_check', '_TYPES', '_type_of', 'phrase_limit'), r'''
class Node:
 def __init__(self, schemas, schema, document, scope):
  self.schemas = schemas
  self.schema = schema
  self.document = document
  self.scope = scope
  self.by_class = {}
 def child(self, schema):
  scope = self.scope
  if not isinstance(schema, bool):
   scope = schema.get('$scopes', {}).get(scope, scope)
  return self.schemas.node(schema, self.document, scope)
 def checks(self, value):
  checks = self.by_class.get(type(value))
  if checks is None:
   checks = self._make_checks(_type_of(value))
   if type(value) in _TYPES:
    self.by_class[type(value)] = checks
  return checks
 def _make_checks(self, kind):
  schema = self.schema
  keywords = self.schemas.keywords
  if isinstance(schema, bool):
   refuse = None if schema else keywords['false'][1](self, 'false', schema, '')
   return (refuse,) if refuse else ()
  checks = []
  group = 'number' if kind == 'integer' else kind
  for name, (asked, make, expected) in keywords.items():
   keyword, _, form = name.partition(' ')
   if keyword not in schema or asked not in ('', group):
    continue
   limit = schema[keyword]
   if not form or form == limit:
    if schema.get(f'exclusive{keyword.capitalize()}') is True:
     _, make, expected = keywords[f'exclusive{keyword.capitalize()}']
    check = make(self, keyword, limit, phrase_limit(expected, limit))
    if check:
     checks.append(check)
  return _with_type_check(schema, kind, tuple(checks))
'''),
    '_type_of': Part('function', ('_TYPES', 'is_number'), r'''
def _type_of(value):
 for kind, (name, _) in _TYPES.items():
  if isinstance(value, kind) and (not (kind is int and isinstance(value, bool))):
   return name
 return 'number' if is_number(value) else ''
'''),
    '_with_type_check': Part('function', ('Checks', 'Any', 'phrase_type', 'is_int', 'is_integer', 'Here', 'Walk'), r'''
def _with_type_check(schema, kind, checks):
 types = schema.get('type', kind)
 named = {types} if isinstance(types, str) else set(types)
 if kind in named or (kind == 'integer' and 'number' in named):
  return checks
 words = phrase_type(named)
 def refuse(value, here, walk):
  walk.add(here, 'type', words, (value,))
 if kind != 'number' or 'integer' not in named:
  return (refuse,)
 is_whole = is_int if '$exact' in schema else is_integer
 def check_whole(value, here, walk):
  for check in checks if is_whole(value) else (refuse,):
   check(value, here, walk)
 return (check_whole,)
'''),
    'phrase_type': Part('function', ('Iterable', '_TYPES'), r'''
def phrase_type(types):
 nouns = [noun for name, noun in sorted(_TYPES.values()) if name in types]
 return f"be {' or '.join(nouns)}"
'''),
    'phrase_limit': Part('function', ('shorten', '_SHOWN'), r'''
def phrase_limit(expected, limit):
 plural = '' if limit == 1 else 's'
 text = expected.replace('{s}', plural).replace('{limit}', str(limit))
 return shorten(text, _SHOWN)
'''),
    'TooManyViolations': Part('class', (), r'''
class TooManyViolations(Exception):
 """Raised by a walk that has found so many violations that it ends."""
'''),
    'Walk': Part('class', ('Violation', 'Here', 'MOST_FOUND', 'TooManyViolations', 'Any', 'Sequence', 'Callable'), r'''
class Walk:
 group = None
 nesting = 0
 def __init__(self):
  self.found = []
  self.memory = {}
 def add(self, here, keyword, words, shown=(), causes=()):
  late = (words, shown)
  self.found.append(Violation('', keyword, '', '', False, causes, '', here, late))
  if len(self.found) > MOST_FOUND:
   raise TooManyViolations
'''),
    'find_violations': Part('function', ('Violation', 'Schemas', 'Walk', 'TooManyViolations', 'MOST_FOUND'), r'''
def find_violations(value, schemas, name=''):
 walk = Walk()
 try:
  for check in schemas.root(name).checks(value):
   check(value, None, walk)
 except TooManyViolations:
  words = f'have fewer violations: the search ended after {MOST_FOUND}'
  walk.found.append(Violation('', '', '', '', late=(words, ())))
 return walk.found
'''),
    'Check': Part('alias', ('TypeAlias', 'Callable', 'Any', 'Here'), r'''
Check = Callable[[Any, Here, 'Walk'], None]
''', r'''
Check: TypeAlias = Callable[[Any, Here, "Walk"], None]
'''),
    'Checks': Part('alias', ('TypeAlias', 'Check'), r'''
Checks = tuple[Check, ...]
''', r'''
Checks: TypeAlias = tuple[Check, ...]
'''),
    'Maker': Part('alias', ('TypeAlias', 'Callable', 'Any'), r'''
Maker = Callable[['Node', str, Any, str], 'Check | None']
''', r'''
Maker: TypeAlias = Callable[["Node", str, Any, str], "Check | None"]
'''),
    'Keywords': Part('alias', ('TypeAlias', 'Mapping', 'Maker'), r'''
Keywords = Mapping[str, tuple[str, Maker, str]]
''', r'''
Keywords: TypeAlias = Mapping[str, tuple[str, Maker, str]]
'''),
    'find_deep_violations': Part('function', ('Violation', 'Any', 'Schemas', 'find_violations', 'run_deep'), r'''
def find_deep_violations(value, schemas, name=''):
 try:
  found = find_violations(value, schemas, name)
 except RecursionError:
  try:
   found = run_deep(lambda start: find_violations(start, schemas, name), value)
  except RecursionError:
   found = []
 if not found:
  found = [Violation('', '$ref', '', '', late=('not be nested so deeply', ()))]
 return found
'''),
    'sort_violations': Part('function', ('Violation', 'Any', 'Places', '_remove_alike', 'is_array'), r'''
def sort_violations(found, value):
 if len(found) == 1:
  return found
 done = []
 ended = [one for one in found if not one.keyword]
 places = Places()
 for one in found:
  if one.keyword:
   places.find(one.here).found.append(one)
 waiting = [(places.whole, value)]
 while waiting:
  place, part = waiting.pop()
  own, inside = (place.found, place.inside)
  done += own if len(own) < 2 else _remove_alike(own)
  if inside:
   ordered = sorted(inside) if is_array(part) else part
   steps = [step for step in ordered if step in inside]
   waiting += [(inside[step], part[step]) for step in reversed(steps)]
 return done + ended
'''),
    '_remove_alike': Part('function', ('Iterable', 'Violation'), r'''
def _remove_alike(found):
 first = {}
 for one in found:
  first.setdefault(one.gist, one)
 return first.values()
'''),
    'remove_duplicates': Part('function', ('Violation', 'Iterable'), r'''
def remove_duplicates(found):
 first = {}
 for one in found:
  first.setdefault((one.pointer, one.keyword, one.message), one)
 return list(first.values())
'''),
    '_MOST_PHRASES': Part('constant', (), r'''
_MOST_PHRASES = 3
'''),
    '_NOTES': Part('constant', (), r'''
_NOTES = frozenset({'$evaluates', '$exact', '$scopes', '$targets'})
'''),
    'Invalid': Part('class', (), r'''
class Invalid(Exception):
 """Raised by a walk that only judges."""
'''),
    'Judge': Part('class', ('Walk', 'Invalid'), r'''
class Judge(Walk):
 def add(self, *violation, **causes):
  raise Invalid
'''),
    'accepts': Part('function', ('Walk', 'Node', 'Invalid', 'Judge'), r'''
def accepts(walk, node, value):
 judge = walk
 if not isinstance(walk, Judge):
  judge = Judge()
  judge.memory = walk.memory
 try:
  for check in node.checks(value):
   check(value, None, judge)
 except Invalid:
  return False
 return True
'''),
    'make_shared_reference': Part('function', ('Check', 'Node', 'find_target', 'Any', 'Here', 'Walk', 'Invalid', 'Places', 'Judge'), r'''
def make_shared_reference(node, keyword, limit, words):
 part, location = find_target(node, keyword)
 def check(value, here, walk):
  memory = walk.memory
  key = (part, id(value))
  is_valid = memory.get(key)
  if is_valid is None:
   memory[key] = True
  elif is_valid:
   return
  elif isinstance(walk, Judge):
   raise Invalid
  elif (walk.group, part, find_place(walk, here)) in memory:
   return
  count = len(walk.found)
  there = (here, f'/{keyword}', None, location)
  try:
   for each in part.checks(value):
    each(value, there, walk)
  except Invalid:
   memory[key] = False
   raise
  if len(walk.found) > count:
   memory[key] = False
   memory[walk.group, part, find_place(walk, here)] = True
 def find_place(walk, here):
  places = walk.memory.get('places')
  if places is None:
   places = walk.memory['places'] = Places()
  return places.find(here)
 return check
'''),
    'keywords_in': Part('function', ('Node', '_NOTES'), r'''
def keywords_in(node):
 return set() if isinstance(node.schema, bool) else {*node.schema} - _NOTES
'''),
    'phrase_schema': Part('function', ('Node', 'keywords_in', '_MOST_PHRASES', '_phrase_keyword'), r'''
def phrase_schema(node):
 names = keywords_in(node)
 if not 0 < len(names) <= _MOST_PHRASES:
  return ''
 phrases = [_phrase_keyword(node, each, node.schema[each]) for each in sorted(names)]
 return ' and '.join(phrases) if all(phrases) else ''
'''),
    '_phrase_keyword': Part('function', ('Node', 'Any', 'phrase_type', 'phrase_limit', 'preview_json', 'list_values'), r'''
def _phrase_keyword(node, keyword, limit):
 if keyword == 'type':
  return phrase_type({limit} if isinstance(limit, str) else set(limit))
 if keyword == 'const':
  return f'be {preview_json(limit)}'
 if keyword == 'enum':
  return f'be one of {list_values(limit)}'
 if keyword == 'required':
  listed = ' and '.join(map(preview_json, limit))
  return f"have {listed}{(' at once' if len(limit) > 1 else '')}"
 keywords = node.schemas.keywords
 name = f'{keyword} {limit}' if f'{keyword} {limit}' in keywords else keyword
 return phrase_limit(keywords[name][2], limit) if name in keywords else ''
'''),
    '_MOST_OF_ONE': Part('constant', (), r'''
_MOST_OF_ONE = 20
'''),
    '_MOST_OF_ALL': Part('constant', (), r'''
_MOST_OF_ALL = 100
'''),
    '_MOST_NESTED': Part('constant', (), r'''
_MOST_NESTED = 20
'''),
    '_DEEPEST_KIND': Part('constant', (), r'''
_DEEPEST_KIND = 5
'''),
    '_OF_ANOTHER_TYPE': Part('constant', (), r'''
_OF_ANOTHER_TYPE = frozenset({'const', 'enum', 'type'})
'''),
    '_OF_ANOTHER_KIND': Part('constant', ('_OF_ANOTHER_TYPE',), r'''
_OF_ANOTHER_KIND = _OF_ANOTHER_TYPE | {'additionalProperties'}
'''),
    'make_any_of': Part('function', ('Check', 'Node', '_only_other_than_null', 'Any', 'Here', 'Walk', '_find_causes', 'accepts'), r'''
def make_any_of(node, keyword, limit, words):
 parts = [node.child(part) for part in limit]
 only = _only_other_than_null(parts)
 one = len(parts) == 1
 count = 'the one schema of anyOf' if one else f'one of {len(parts)} schemas'
 def check(value, here, walk):
  if only is not None:
   if value is not None:
    for each in parts[only].checks(value):
     each(value, (here, f'/{keyword}/{only}'), walk)
   return
  for part in parts:
   if accepts(walk, part, value):
    return
  causes = _find_causes(keyword, parts, value, here, walk)
  walk.add(here, keyword, f'be valid under {count}', (), causes)
 return check
'''),
    '_only_other_than_null': Part('function', ('keywords_in', 'Node', '_follow_references'), r'''
def _only_other_than_null(parts):
 ends = [_follow_references(part).schema for part in parts]
 others = [index for index, end in enumerate(ends) if end != {'type': 'null'}]
 if len(others) != 1 or len(parts) == 1:
  return None
 names = keywords_in(_follow_references(parts[others[0]]))
 return others[0] if names and names != {'type'} else None
'''),
    '_follow_references': Part('function', ('Node', 'find_target', 'keywords_in'), r'''
def _follow_references(node):
 passed = set()
 while node not in passed and keywords_in(node) == {'$ref'}:
  passed.add(node)
  node, _ = find_target(node, '$ref')
 return node
'''),
    'make_one_of': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'accepts', '_find_causes'), r'''
def make_one_of(node, keyword, limit, words):
 parts = [node.child(part) for part in limit]
 expected = f'be valid under exactly one of {len(parts)} schemas'
 def check(value, here, walk):
  valid = []
  for index, part in enumerate(parts):
   if accepts(walk, part, value):
    valid.append(f'{keyword}/{index}')
  if not valid:
   causes = _find_causes(keyword, parts, value, here, walk)
   walk.add(here, keyword, expected, (), causes)
  elif len(valid) > 1:
   walk.add(here, keyword, f"{expected}, not several: {' and '.join(valid)}")
 return check
'''),
    '_find_causes': Part('function', ('Violation', 'Any', 'Here', 'Walk', 'Node', 'Judge', '_MOST_NESTED', 'steps_of', '_check_kind', 'MOST_FOUND', 'TooManyViolations', 'remove_duplicates', '_MOST_OF_ALL', '_distance', '_MOST_OF_ONE'), r'''
def _find_causes(keyword, parts, value, here, walk):
 if isinstance(walk, Judge) or walk.nesting == _MOST_NESTED:
  return []
 ranked = []
 depth = len(steps_of(here))
 for index, part in enumerate(parts):
  inner = Walk()
  inner.memory, inner.group = (walk.memory, walk.group or inner)
  inner.nesting = walk.nesting + 1
  there = (here, f'/{keyword}/{index}')
  matches = _check_kind(part, value, there, inner)
  if matches >= 0:
   for each in part.checks(value):
    each(value, there, inner)
  if inner.found:
   rank = (-matches, *_distance(inner.found, depth))
   ranked.append((rank, inner.found[:_MOST_OF_ONE]))
  walk.memory['made'] = walk.memory.get('made', 0) + len(inner.found)
  if walk.memory['made'] > MOST_FOUND:
   raise TooManyViolations
 ranked.sort(key=lambda entry: entry[0])
 causes = ranked[0][1] if ranked else []
 for _, found in ranked[1:]:
  shallow = [one for one in found if len(steps_of(one.here)) <= depth + 1]
  causes += shallow or found
 return remove_duplicates(causes)[:_MOST_OF_ALL]
'''),
    '_distance': Part('function', ('Violation', '_OF_ANOTHER_TYPE', 'steps_of', '_OF_ANOTHER_KIND'), r'''
def _distance(found, depth):
 is_other = shallow = 0
 for one in found:
  while one.causes:
   one = one.causes[0]
  level = len(steps_of(one.here)) - depth
  is_other |= level == 0 and one.keyword in _OF_ANOTHER_TYPE
  shallow += level == 0 or (level == 1 and one.keyword in _OF_ANOTHER_KIND)
 return (is_other, shallow, len(found))
'''),
    '_check_kind': Part('function', ('Node', 'Any', 'Here', 'Walk', 'is_object', 'accepts', '_kind_members', 'escape_token'), r'''
def _check_kind(part, value, here, walk):
 if not is_object(value):
  return 0
 if part not in walk.memory:
  walk.memory[part] = list(_kind_members(part, ()))
 matches = 0
 for name, member, way in walk.memory[part]:
  if name not in value:
   continue
  if accepts(walk, member, value[name]):
   matches += 1
  else:
   there = here
   for step in way:
    there = (there, *step)
   there = (there, f'/properties/{escape_token(name)}', name)
   for each in member.checks(value[name]):
    each(value[name], there, walk)
 if matches:
  walk.found.clear()
 return -1 if walk.found else matches
'''),
    '_kind_members': Part('function', ('Any', 'Iterator', 'Node', '_DEEPEST_KIND', 'keywords_in', 'find_target'), r'''
def _kind_members(part, way):
 schema = part.schema if keywords_in(part) else {}
 if len(way) > _DEEPEST_KIND:
  return
 if '$ref' in schema:
  target, location = find_target(part, '$ref')
  yield from _kind_members(target, (*way, ('/$ref', None, location)))
 for name in schema.get('properties', ()):
  member = part.child(schema['properties'][name])
  names = keywords_in(member)
  if 'const' in names or ('enum' in names and len(member.schema['enum']) == 1):
   yield (name, member, way)
 for index, inner in enumerate(schema.get('allOf', ())):
  yield from _kind_members(part.child(inner), (*way, (f'/allOf/{index}',)))
'''),
    'make_all_of': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk'), r'''
def make_all_of(node, keyword, limit, words):
 parts = [node.child(part) for part in limit]
 def check(value, here, walk):
  for index, part in enumerate(parts):
   for each in part.checks(value):
    each(value, (here, f'/{keyword}/{index}'), walk)
 return check
'''),
    'make_not': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'accepts', 'phrase_schema', 'preview_value'), r'''
def make_not(node, keyword, limit, words):
 part = node.child(limit)
 def check(value, here, walk):
  if accepts(walk, part, value):
   walk.add(here, keyword, lambda secret: expect(value, secret))
 def expect(value, secret):
  phrase = phrase_schema(part)
  if not phrase:
   end = '' if secret else f', not {preview_value(value)}'
   return f'not be valid under the schema of not{end}'
  hides = secret or 'required' in part.schema
  return f"not {phrase}{('' if hides else f' (found {preview_value(value)})')}"
 return check
'''),
    'make_if': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'accepts'), r'''
def make_if(node, keyword, limit, words):
 test = node.child(limit)
 schema = node.schema
 names = [name for name in ('then', 'else') if name in schema]
 parts = {name: node.child(schema[name]) for name in names}
 def check(value, here, walk):
  name = 'then' if accepts(walk, test, value) else 'else'
  if name in parts:
   for each in parts[name].checks(value):
    each(value, (here, f'/{name}'), walk)
 return check
'''),
    'make_items': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk'), r'''
def make_items(node, keyword, limit, words):
 part, path = (node.child(limit), f'/{keyword}')
 table = part.by_class
 def check(value, here, walk):
  for index, item in enumerate(value):
   checks = table.get(type(item))
   if checks is None:
    checks = part.checks(item)
   if checks:
    there = (here, path, index)
    for each in checks:
     each(item, there, walk)
 return check
'''),
    'make_prefix_items': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk'), r'''
def make_prefix_items(node, keyword, limit, words):
 parts = [node.child(part) for part in limit]
 def check(value, here, walk):
  for index, (item, part) in enumerate(zip(value, parts, strict=False)):
   for each in part.checks(item):
    each(item, (here, f'/{keyword}/{index}', index), walk)
 return check
'''),
    'make_any_items': Part('function', ('Check', 'Node', 'Any', 'is_array', 'make_items', 'make_prefix_items', '_check_from'), r'''
def make_any_items(node, keyword, limit, words):
 if is_array(limit):
  return make_prefix_items(node, keyword, limit, words)
 start = len(node.schema.get('prefixItems', ()))
 if start:
  return _check_from(node, keyword, start)
 return make_items(node, keyword, limit, words)
'''),
    'make_additional_items': Part('function', ('Check', 'Node', 'Any', 'is_array', '_check_from'), r'''
def make_additional_items(node, keyword, limit, words):
 before = node.schema.get('items')
 return _check_from(node, keyword, len(before)) if is_array(before) else None
'''),
    '_check_from': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'phrase_limit'), r'''
def _check_from(node, keyword, start):
 part, path = (node.child(node.schema[keyword]), f'/{keyword}')
 def check(value, here, walk):
  for index, item in enumerate(value):
   if index >= start:
    for each in part.checks(item):
     each(item, (here, path, index), walk)
 def check_count(value, here, walk):
  if len(value) > start:
   words = phrase_limit('have at most {limit} item{s}', start)
   walk.add(here, keyword, words, (len(value),))
 return check_count if part.schema is False else check
'''),
    'make_contains': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', 'phrase_schema', 'accepts', 'phrase_limit'), r'''
def make_contains(node, keyword, limit, words):
 part = node.child(limit)
 least = node.schema.get('minContains', 1)
 most = node.schema.get('maxContains')
 def check(value, here, walk):
  count = 0
  for item in value:
   count += accepts(walk, part, item)
   if most is None and count >= least:
    return
  if count < least and 'minContains' not in node.schema:
   walk.add(here, keyword, lambda _: expect('contain a matching item'))
  elif count < least:
   phrase = phrase_limit('contain at least {limit} matching item{s}', least)
   found = f'{phrase}, and contains {count}'
   walk.add(here, 'minContains', lambda _: expect(found, ': each'))
  elif most is not None and count > most:
   phrase = phrase_limit('contain at most {limit} matching item{s}', most)
   found = f'{phrase}, and contains {count}'
   walk.add(here, 'maxContains', lambda _: expect(found, ': each'))
 def expect(phrase, each=', which'):
  asked = phrase_schema(part)
  return f'{phrase}{each} must {asked}' if asked else phrase
 return check
'''),
    '_REFERENCES': Part('constant', (), r'''
_REFERENCES = ('$ref', '$dynamicRef', '$recursiveRef')
'''),
    'make_unevaluated_properties': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', '_applied_parts', '_seen_names', 'expect_known'), r'''
def make_unevaluated_properties(node, keyword, limit, words):
 part, path = (node.child(limit), f'/{keyword}')
 def check(value, here, walk):
  seen = set()
  for other in _applied_parts(node, value, walk):
   seen.update(_seen_names(other, value, other is not node))
  for name, item in value.items():
   if name in seen:
    continue
   if limit is False:
    names = node.schema.get('properties', {})
    walk.add((here, '', name), keyword, expect_known(name, names, value))
   else:
    for each in part.checks(item):
     each(item, (here, path, name), walk)
 return check
'''),
    'make_unevaluated_items': Part('function', ('Check', 'Node', 'Any', 'Here', 'Walk', '_applied_parts', '_seen_items'), r'''
def make_unevaluated_items(node, keyword, limit, words):
 part, path = (node.child(limit), f'/{keyword}')
 def check(value, here, walk):
  seen = set()
  for other in _applied_parts(node, value, walk):
   seen.update(_seen_items(other, value, walk, other is not node))
  for index, item in enumerate(value):
   if index not in seen:
    for each in part.checks(item):
     each(item, (here, path, index), walk)
 return check
'''),
    '_applied_parts': Part('function', ('Node', 'Any', 'Walk', 'keywords_in', '_parts_in'), r'''
def _applied_parts(node, value, walk):
 found = []
 waiting = [node]
 while waiting:
  part = waiting.pop()
  if part not in found and keywords_in(part):
   found.append(part)
   waiting += _parts_in(part, value, walk)
 return found
'''),
    '_parts_in': Part('function', ('_REFERENCES', 'Iterator', 'Node', 'Any', 'Walk', 'accepts', 'is_object', 'find_target', 'is_array'), r'''
def _parts_in(node, value, walk):
 schema = node.schema
 for keyword in _REFERENCES:
  if keyword in schema:
   yield find_target(node, keyword)[0]
 yield from map(node.child, schema.get('allOf', ()))
 for part in map(node.child, (*schema.get('anyOf', ()), *schema.get('oneOf', ()))):
  if accepts(walk, part, value):
   yield part
 if 'if' in schema:
  test = node.child(schema['if'])
  holds = accepts(walk, test, value)
  if holds:
   yield test
  name = 'then' if holds else 'else'
  if name in schema:
   yield node.child(schema[name])
 for keyword in ('dependentSchemas', 'dependencies') if is_object(value) else ():
  for name, part in schema.get(keyword, {}).items():
   if name in value and (not is_array(part)):
    yield node.child(part)
'''),
    '_seen_names': Part('function', ('Iterator', 'Node', 'Any', 'find_pattern'), r'''
def _seen_names(node, value, is_inner):
 schema = node.schema
 last = 'unevaluatedProperties' if is_inner else 'additionalProperties'
 if 'additionalProperties' in schema or last in schema:
  yield from value
  return
 yield from schema.get('properties', ())
 for pattern in schema.get('patternProperties', ()):
  search = find_pattern(node, pattern)
  yield from [name for name in value if isinstance(name, str) and search(name)]
'''),
    '_seen_items': Part('function', ('Iterator', 'Node', 'Any', 'Walk', 'is_array', 'accepts'), r'''
def _seen_items(node, value, walk, is_inner):
 schema = node.schema
 first = schema.get('prefixItems', schema.get('items', ()))
 rest = 'additionalItems' if is_array(schema.get('items')) else 'items'
 if rest in schema or (is_inner and 'unevaluatedItems' in schema):
  yield from range(len(value))
 elif is_array(first):
  yield from range(len(first))
 if '$evaluates' in schema:
  part = node.child(schema['contains'])
  for index, item in enumerate(value):
   if accepts(walk, part, item):
    yield index
'''),
}
