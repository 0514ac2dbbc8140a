// Runs a Python script in Pyodide, CPython compiled to WebAssembly, with warnings as errors:
//   node run.mjs PYODIDE.mjs '{"guest folder": "host folder", ...}' SCRIPT [ARGUMENT ...]
// The script and its arguments are paths of the guest. Its exit code is that of this process.

import { writeSync } from "node:fs";

const [pyodide, folders, script, ...args] = process.argv.slice(2);
const { loadPyodide } = await import(pyodide);

/** Writes all of it at once: a process that exits leaves behind what is buffered. */
function writerTo(descriptor) {
  return { write: (bytes) => writeSync(descriptor, bytes) };
}

const python = await loadPyodide({
  env: { HOME: "/home/pyodide", PYTHONDONTWRITEBYTECODE: "1" },
});
python.setStdout(writerTo(1));
python.setStderr(writerTo(2));
for (const [guest, host] of Object.entries(JSON.parse(folders))) {
  python.FS.mkdirTree(guest);
  python.mountNodeFS(guest, host);
}
python.globals.set("script", script);
python.globals.set("arguments", python.toPy(args));
process.exitCode = python.runPython(`
import runpy, sys, traceback, warnings

sys.argv = [script, *arguments]
warnings.simplefilter("error")  # only now: Pyodide itself warns when it starts
code = 0
try:
    runpy.run_path(script, run_name="__main__")
except SystemExit as end:
    code = end.code if isinstance(end.code, int) else int(end.code is not None)
    if isinstance(end.code, str):
        print(end.code, file=sys.stderr)
except BaseException:
    traceback.print_exc()
    code = 1
sys.stdout.flush()
sys.stderr.flush()
code
`);
