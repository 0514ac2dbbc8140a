// Open pages of a site reference in Chromium, and print what was found as JSON, a page a line.
// Usage: node reference_pages.mjs CHROMIUM PROFILE < tasks; each task is a line of JSON with
// `url`, `width`, `scheme`, `shot` (a file, or null), `search` (a text, or null).
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const [executablePath, profile] = process.argv.slice(2);
const tasks = readFileSync(0, "utf-8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

const context = await chromium.launchPersistentContext(profile, {
  executablePath,
  headless: true,
  bypassCSP: false,
  args: [
    ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
  ],
});

for (const task of tasks) {
  const page = await context.newPage();
  const errors = [];
  const requests = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) errors.push(message.text());
  });
  page.on("pageerror", (error) => errors.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  await page.emulateMedia({ colorScheme: task.scheme, media: task.media ?? "screen" });
  await page.setViewportSize({ width: task.width, height: task.height ?? 900 });
  await page.goto(task.url);
  const found = { url: task.url, width: task.width, scheme: task.scheme, errors, requests };
  if (task.search) {
    await page.getByRole("searchbox").fill(task.search);
    found.matches = await page.locator("#found li:visible, .part tbody tr:visible").allInnerTexts();
    found.status = await page.locator("[role=status]").innerText();
  }
  if (task.open) {
    await page.evaluate(() => {
      for (const each of document.querySelectorAll("details")) each.open = true;
    });
  }
  found.overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  // Through the debugger, which the content security policy of the page does not stop.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => axe.run());
  found.violations = violations.map(({ id, impact, nodes }) => ({
    id,
    impact,
    nodes: nodes.slice(0, 5).map((node) => node.html.slice(0, 200)),
  }));
  if (task.focus) {
    await page.keyboard.press("Tab");
    found.focused = await page.evaluate(() => document.activeElement.textContent.trim());
  }
  if (task.shot) await page.screenshot({ path: task.shot, fullPage: task.full ?? false });
  console.log(JSON.stringify(found));
  await page.close();
}
await context.close();
