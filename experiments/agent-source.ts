import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";

/**
 * What an agent out of files is made of, as 16 hexadecimal digits: the texts of the files and of all that they import by a
 * relative path. Packages and files that are read otherwise do not count.
 *
 * @param files  by name in the agent, where the file is; undefined for an agent of the registry
 * @returns undefined where there are no files
 * @throws Error when one is gone
 */
export function sourceOf(files: { readonly [name: string]: string } | undefined): string | undefined {
  if (files === undefined) return undefined;
  const hash = createHash("sha256");
  const seen = new Set<string>();
  const read = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    const text = readFileSync(file);
    hash.update(text);
    for (const imported of relativeImports(text.toString("utf8"))) {
      const path = resolve(dirname(file), imported);
      if (existsSync(path)) read(path);
    }
  };
  for (const file of Object.values(files)) read(file);
  return hash.digest("hex").slice(0, 16);
}

/** What stands after `from` or `import`: by its text, so that a path in a comment counts too, which does no harm. */
function relativeImports(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*["'](\.{1,2}\/[^"']+)["']/g)].map(([, path]) => path);
}
