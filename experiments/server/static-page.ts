import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";

export interface StaticAnswer {
  status: 200 | 404 | 503;
  type: string;
  body: Buffer | string;
  /** true where the name holds a hash of the content */
  immutable: boolean;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".json": "application/json; charset=utf-8",
  ".wasm": "application/wasm",
};
const TEXT = "text/plain; charset=utf-8";

/**
 * A file of the built page by URL path; nothing outside `directory` and nothing of an unknown type is ever read.
 *
 * @param path  decoded by this function; "/" is index.html
 */
export async function staticPage(directory: string, path: string): Promise<StaticAnswer> {
  const missing: StaticAnswer = { status: 404, type: TEXT, body: "not found\n", immutable: false };
  let name: string;
  try {
    name = decodeURIComponent(path);
  } catch {
    return missing;
  }
  if (name.includes("\0") || name.includes("\\")) return missing;
  if (name === "/") name = "/index.html";
  const file = normalize(join(directory, name));
  const type = TYPES[extname(file)];
  if (!file.startsWith(normalize(directory + sep)) || type === undefined) return missing;
  try {
    return { status: 200, type, body: await readFile(file), immutable: name.startsWith("/assets/") };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code !== "ENOENT" && code !== "EISDIR" && code !== "ENOTDIR" && code !== "ENAMETOOLONG") throw error;
    if (name !== "/index.html") return missing;
    return { status: 503, type: TEXT, body: "the page is not built; run: npm run build\n", immutable: false };
  }
}

/** What a page of ours may load and talk to: this server and nothing else. */
export function contentSecurityPolicy(authority: string): string {
  return [
    "default-src 'none'",
    // the second: the market's compiled numerics, which come with the page's own script
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    `connect-src 'self' ws://${authority}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
