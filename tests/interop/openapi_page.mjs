// Opens an OpenAPI document in Scalar, in headless Chromium without a network, and prints what the
// page shows as JSON.
//
// node openapi_page.mjs DOCUMENT CHROMIUM OPERATION [SCREENSHOT]
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const scalar = new URL(
  "node_modules/@scalar/api-reference/dist/browser/standalone.js",
  import.meta.url,
);
const [document_, executablePath, operation, screenshot] = process.argv.slice(2);

const PAGE = `<!doctype html><meta charset="utf-8"><title>API</title><div id="app"></div>
<script>globalThis.pwned = 0; globalThis.pwn = () => { globalThis.pwned += 1; };</script>
<script src="/scalar.js"></script>
<script>Scalar.createApiReference("#app", { url: "/openapi.json", telemetry: false,
  withDefaultFonts: false, agent: { disabled: true }, mcp: { disabled: true } });</script>`;
const FILES = {
  "/": ["text/html", () => PAGE],
  "/scalar.js": ["text/javascript", () => readFileSync(scalar)],
  "/openapi.json": ["application/json", () => readFileSync(document_)],
};

const server = createServer((request, response) => {
  const [type, read] = FILES[request.url.split("?")[0]] ?? ["text/plain", () => ""];
  response.setHeader("Content-Type", type);
  response.end(read());
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const home = `http://127.0.0.1:${server.address().port}/`;

const browser = await chromium.launch({
  executablePath,
  args: [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const errors = [];
const outside = [];
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.route("**/*", (route) => {
  const url = route.request().url();
  if (!url.startsWith("http") || url.startsWith(home)) return route.continue();
  outside.push(url);
  return route.abort();
});
page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
page.on("pageerror", (error) => errors.push(String(error)));
await page.goto(`${home}#${operation}`);
await page.waitForSelector("h1", { timeout: 120_000 });
await page.waitForSelector(`[id$="${operation}"]`, { timeout: 120_000 });
await page.waitForTimeout(5_000);
if (screenshot) await page.screenshot({ path: screenshot });
const shown = await page.evaluate(() => ({
  headings: [...document.querySelectorAll("h1, h2, h3")].map((each) => each.textContent.trim()),
  text: document.body.innerText,
  addresses: [...document.querySelectorAll("main a[href], main img[src], main script[src]")].map(
    (each) => each.getAttribute("href") ?? each.getAttribute("src"),
  ),
  pwned: globalThis.pwned,
}));
console.log(JSON.stringify({ ...shown, errors, outside }));
await browser.close();
server.close();
