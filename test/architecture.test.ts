import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

interface Import {
  readonly from: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function sourcesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name));
}

/** what a file imports: ours as a path from the root without its ending, others as they are written */
function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(/(?:^|\n)\s*(import|export)\s+(type\s+)?[^;"']*?from\s+["']([^"']+)["']/g);
  const bare = text.matchAll(/(?:^|\n)\s*import\s+["']([^"']+)["']/g);
  const dynamic = text.matchAll(/import\(\s*["']([^"']+)["']\s*\)/g);
  const all = [
    ...[...found].map((match) => ({ target: match[3], typeOnly: match[2] !== undefined })),
    ...[...bare, ...dynamic].map((match) => ({ target: match[1], typeOnly: false })),
  ];
  return all.map(({ target, typeOnly }) => ({
    from: file,
    typeOnly,
    target: target.startsWith(".")
      ? relative(root, normalize(join(root, dirname(file), target))).replace(/\.(js|ts)$/, "")
      : target,
  }));
}

const ours = (target: string) => /^(sim|envs|agents|experiments|viewer|test)\//.test(target);
const text = (one: Import) => `${one.from} imports ${one.typeOnly ? "type " : ""}${one.target}`;

/** STYLE's table: who may import what of ours */
const allowed: Record<string, (one: Import) => boolean> = {
  sim: ({ target }) => target.startsWith("sim/"),
  envs: ({ target }) => /^(envs|sim)\//.test(target),
  agents: ({ target, typeOnly }) =>
    target.startsWith("agents/") || target.startsWith("sim/math/") || (target === "envs/types" && typeOnly),
  "experiments/portable": ({ target, typeOnly }) =>
    /^(experiments\/portable|agents|envs|sim)\//.test(target) || (target === "experiments/wire" && typeOnly),
  experiments: ({ target }) => /^(experiments|agents|envs|sim)\//.test(target),
  viewer: ({ from, target }) =>
    target.startsWith("viewer/") ||
    target === "experiments/wire" ||
    target.startsWith("experiments/portable/") ||
    (from.includes("worker") && /^(sim|envs|agents)\//.test(target)),
};

describe.each(Object.keys(allowed))("%s", (folder) => {
  const sources = sourcesOf(folder).filter(
    (file) => folder !== "experiments" || !file.startsWith(join("experiments", "portable")),
  );

  it("has sources, and imports of ours only what the table allows", () => {
    expect(sources.length).toBeGreaterThan(0);
    const breaches = sources
      .flatMap(importsOf)
      .filter((one) => ours(one.target) && !allowed[folder](one))
      .map(text);
    expect(breaches).toEqual([]);
  });
});

/** matches in a folder's code, without its strings and comments, which may speak of what code may not use */
function breachesIn(folder: string, pattern: RegExp): string[] {
  return sourcesOf(folder).flatMap((file) => {
    const code = readFileSync(join(root, file), "utf8")
      .replace(/\/\*[\s\S]*?\*\//g, "")
      .replace(/\/\/.*$/gm, "")
      .replace(/"(?:[^"\\\n]|\\.)*"/g, '""');
    return [...code.matchAll(pattern)].map((match) => `${file}: ${match[0]}`);
  });
}

describe.each(["sim", "envs", "agents", "experiments/portable"])("%s runs anywhere", (folder) => {
  const breaches = (pattern: RegExp) => breachesIn(folder, pattern);

  it("without Node, a clock or a console", () => {
    const nodeImports = sourcesOf(folder)
      .flatMap(importsOf)
      .filter(({ target }) => target.startsWith("node:"));
    expect(nodeImports.map(text)).toEqual([]);
    expect(
      breaches(/\bDate\.now\b|\bnew Date\b|\bperformance\.|\bsetTimeout\b|\bconsole\.|\bprocess\.|\bfetch\(/g),
    ).toEqual([]);
  });

  it("drawing only from keys and from the Rng it is handed", () => {
    expect(breaches(/\bMath\.random\b|\bcrypto\.|\bDate\.now\b/g)).toEqual([]);
  });

  it("with no state of the module's own: no `let` and no generator at the top level", () => {
    expect(breaches(/^(?:export )?let\b.*$/gm)).toEqual([]);
    expect(breaches(/^(?:export )?const \w+(?::[^=]+)? = (?:createRng|new Rng|alea|seedrandom)\(.*$/gm)).toEqual([]);
  });
});

describe.each(["sim", "envs", "agents"])("%s computes alike everywhere", (folder) => {
  it("with the lab's own exp, log and kin, as the language leaves those of Math to the engine", () => {
    const engine =
      /\bMath\.(?:exp|expm1|log|log1p|log2|log10|pow|sin|cos|tan|tanh|sinh|cosh|asin|acos|atan|atan2|hypot|cbrt)\b|\*\*/g;
    expect(breachesIn(folder, engine)).toEqual([]);
  });
});
