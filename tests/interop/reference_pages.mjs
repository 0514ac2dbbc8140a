// Open pages of a site reference in Chromium, and print what was found as JSON, a page a line.
//
// Usage: node reference_pages.mjs CHROMIUM PROFILE < tasks. A task is a line of JSON:
// url, width, scheme; and if wanted height, media (print), noscript, search (a text to type),
// open (all details), axe (look for what shuts people out), focus (press Tab), shot (a file).
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(import.meta.url);
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf-8");
const [executablePath, profile] = process.argv.slice(2);
const tasks = readFileSync(0, "utf-8").split("\n").filter(Boolean).map((line) => JSON.parse(line));

const startContext = (javaScriptEnabled) =>
  chromium.launchPersistentContext(`${profile}/${javaScriptEnabled}`, {
    executablePath,
    javaScriptEnabled,
    args: [
      ...["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
      ...["--disable-background-networking", "--disable-component-update", "--disable-sync"],
    ],
  });

const inspect = async (page, task) => {
  const found = { url: task.url, width: task.width, scheme: task.scheme, errors: [], requests: [] };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) found.errors.push(message.text());
  });
  page.on("pageerror", (error) => found.errors.push(String(error)));
  page.on("request", (request) => found.requests.push(request.url()));
  await page.emulateMedia({ colorScheme: task.scheme, media: task.media ?? "screen" });
  await page.setViewportSize({ width: task.width, height: task.height ?? 900 });
  await page.goto(task.url);
  if (task.search) {
    await page.getByRole("searchbox").fill(task.search);
    found.matches = await page.locator("#found li:visible, .part tbody tr:visible").allInnerTexts();
    found.status = await page.locator("[role=status]").innerText();
  }
  if (task.focus) {
    await page.keyboard.press("Tab");
    found.focused = await page.locator(":focus").innerText();
  }
  found.headings = await page.locator("h2:visible").allInnerTexts();
  // Chromium runs what a test evaluates, also where the page itself has no scripts.
  if (task.open) await page.evaluate(() => document.querySelectorAll("details").forEach((each) => { each.open = true; }));
  found.overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  if (task.axe) {
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => axe.run());
    found.violations = violations.map(({ id, impact, nodes }) => ({
      id,
      impact,
      nodes: nodes.slice(0, 5).map((node) => node.html.slice(0, 200)),
    }));
  }
  if (task.shot) await page.screenshot({ path: task.shot, fullPage: task.full ?? false });
  return found;
};

for (const scripted of [true, false]) {
  const wanted = tasks.filter((task) => scripted !== Boolean(task.noscript));
  if (wanted.length === 0) continue;
  const context = await startContext(scripted);
  for (const task of wanted) {
    const page = await context.newPage();
    console.log(JSON.stringify(await inspect(page, task)));
    await page.close();
  }
  await context.close();
}
