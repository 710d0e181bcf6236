import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { Misuse } from "./misuse.js";

/** True for what reads like a file of the user's own: `./mine.js`, `/tmp/mine.mjs`, `mine.ts`; false for a name. */
export function isModulePath(spec: string): boolean {
  return /^(\.{0,2}\/|[A-Za-z]:[\\/])|\.[mc]?[jt]s$/.test(spec);
}

/** Where the module is, absolute. @throws Misuse when there is no such file */
export function moduleFile(path: string): string {
  const file = resolve(path);
  if (!existsSync(file)) throw new Misuse(`${path}: no such file`);
  return file;
}

/**
 * The default export of a user's module.
 *
 * @throws Misuse when the file is not there, does not load or exports nothing by default
 */
export async function importDefault(path: string): Promise<unknown> {
  const file = moduleFile(path);
  let module: { default?: unknown };
  try {
    module = await import(pathToFileURL(file).href);
  } catch (error) {
    throw new Misuse(`${path} does not load: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  if (module.default === undefined) throw new Misuse(`${path} has no default export`);
  return module.default;
}
