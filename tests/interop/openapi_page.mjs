// Opens an OpenAPI document in a viewer, in headless Chromium without a network, and prints what the
// page shows as JSON.
//
// node openapi_page.mjs VIEWER DOCUMENT CHROMIUM ANCHOR [SCREENSHOT]
import { createServer } from "node:http";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const { chromium } = createRequire(import.meta.url)("playwright-core");
const VIEWERS = {
  scalar: {
    script: "@scalar/api-reference/dist/browser/standalone.js",
    start: `Scalar.createApiReference("#app", { url: "/openapi.json", telemetry: false,
      withDefaultFonts: false, agent: { disabled: true }, mcp: { disabled: true } });`,
    operation: (anchor) => `[id$="${anchor}"]`,
    content: "main",
  },
  swagger: {
    script: "swagger-ui-dist/swagger-ui-bundle.js",
    style: "swagger-ui-dist/swagger-ui.css",
    start: `SwaggerUIBundle({ url: "/openapi.json", dom_id: "#app", deepLinking: true,
      defaultModelExpandDepth: 3 });`,
    operation: () => ".opblock.is-open .opblock-body .responses-table",
    operations: ".opblock-summary-path",
    schemas: '.opblock.is-open .tablinks[data-name="model"]',
    content: ".opblock.is-open",
  },
  redoc: {
    script: "redoc/bundles/redoc.standalone.js",
    start: `Redoc.init("/openapi.json", { expandResponses: "200,201" },
      document.querySelector("#app"));`,
    operation: (anchor) => `[id="${anchor}"]`,
    operations: ".api-content [id*='/operation/']",
    content: ".api-content",
  },
};
const [name, document_, executablePath, anchor, screenshot] = process.argv.slice(2);
const viewer = VIEWERS[name];
const read = (path) => readFileSync(new URL(`node_modules/${path}`, import.meta.url));

const PAGE = `<!doctype html><meta charset="utf-8"><title>API</title>
${viewer.style ? '<link rel="stylesheet" href="/viewer.css">' : ""}<div id="app"></div>
<script>globalThis.pwned = 0; globalThis.pwn = () => { globalThis.pwned += 1; };</script>
<script src="/viewer.js"></script><script>${viewer.start}</script>`;
const FILES = {
  "/": ["text/html", () => PAGE],
  "/viewer.js": ["text/javascript", () => read(viewer.script)],
  "/viewer.css": ["text/css", () => read(viewer.style)],
  "/openapi.json": ["application/json", () => readFileSync(document_)],
};

const server = createServer((request, response) => {
  const [type, content] = FILES[request.url.split("?")[0]] ?? ["text/plain", () => ""];
  response.setHeader("Content-Type", type);
  response.end(content());
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
// so that it ends the browser and removes its profile, which it cannot once it is killed
setTimeout(() => {
  console.error("The page is not shown in time.");
  process.exit(1);
}, 240_000).unref();
const errors = [];
const outside = [];
const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
await page.route("**/*", (route) => {
  const url = route.request().url();
  if (!url.startsWith("http") || url.startsWith(home)) return route.continue();
  outside.push(url);
  return route.fulfill({ status: 200, body: "" });
});
page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
page.on("pageerror", (error) => errors.push(String(error)));
await page.goto(`${home}#${anchor}`);
await page.waitForSelector(viewer.operation(anchor), { timeout: 120_000 });
// scripts go on: what hostile text starts would run by then
await page.waitForTimeout(name === "scalar" ? 5_000 : 1_500);
if (screenshot) await page.screenshot({ path: screenshot });
const texts = [await page.evaluate(() => document.body.innerText)];
if (viewer.schemas) {  // which are shown in place of the examples
  for (const button of await page.locator(viewer.schemas).all()) await button.click();
  await page.waitForTimeout(500);
  texts.push(await page.evaluate(() => document.body.innerText));
}
const shown = await page.evaluate(({ content, operations }) => {
  const inside = (kinds) =>
    [...document.querySelectorAll(kinds.map((kind) => `${content} ${kind}`).join(", "))];
  return {
    headings: [...document.querySelectorAll("h1, h2, h3")].map((each) => each.textContent.trim()),
    operations: operations ? document.querySelectorAll(operations).length : null,
    addresses: inside(["a[href]", "img[src]", "script[src]"]).map(
      (each) => each.getAttribute("href") ?? each.getAttribute("src"),
    ),
    pwned: globalThis.pwned,
  };
}, { content: viewer.content, operations: viewer.operations });
console.log(JSON.stringify({ ...shown, text: texts.join("\n"), errors, outside }));
await browser.close();
server.close();
