import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { root } from "./promolab.js";

let folder: string;
/** paths in the tarball */
let packed: string[];
/** where the tarball is installed */
let home: string;

function run(command: string, words: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(command, words, {
    cwd,
    encoding: "utf8",
    env: { ...process.env, npm_config_update_notifier: "false" },
  });
  return { exitCode: status, stdout, stderr };
}

// Packing cleans dist/, so it is done in a copy of the checkout, in which a file of an older build lies around.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-pack-"));
  const checkout = join(folder, "checkout");
  const left = new Set(["node_modules", "dist", "runs", ".git"]);
  cpSync(root, checkout, {
    recursive: true,
    filter: (source) => relative(root, source).includes("/") || !left.has(basename(source)),
  });
  symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  mkdirSync(join(checkout, "dist/sim"), { recursive: true });
  writeFileSync(join(checkout, "dist/sim/of-an-older-build.js"), "");
  const pack = run("npm", ["pack", "--json"], checkout);
  if (pack.exitCode !== 0) throw new Error(`npm pack: ${pack.stderr}${pack.stdout}`);
  const [{ filename, files }] = JSON.parse(pack.stdout.slice(pack.stdout.indexOf("[")));
  packed = files.map((file: { path: string }) => file.path);

  home = join(folder, "home");
  mkdirSync(home);
  writeFileSync(join(home, "package.json"), JSON.stringify({ name: "home", private: true, type: "module" }));
  const words = ["install", "--prefer-offline", "--no-audit", "--no-fund", join(checkout, filename)];
  const install = run("npm", words, home);
  if (install.exitCode !== 0) throw new Error(`npm install: ${install.stderr}${install.stdout}`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the tarball", () => {
  it("holds the command, the page and the licence", () => {
    expect(packed).toContain("dist/experiments/cli/main.js");
    expect(packed).toContain("dist/viewer/index.html");
    expect(packed).toContain("LICENSE");
  });

  it("holds nothing of an older build, no sources, no tests and no compiler's notes", () => {
    const strange = packed.filter((path) =>
      /older-build|\.tsbuildinfo$|^(dist\/types|test)\/|(?<!\.d)\.ts$/.test(path),
    );
    expect(strange).toEqual([]);
  });
});

describe("where the tarball is installed", () => {
  it("npx promolab lists what there is", () => {
    const { exitCode, stdout } = run("npx", ["promolab", "list", "agents"], home);
    expect(stdout).toContain("thompson-sampling");
    expect(exitCode).toBe(0);
  });

  it("npx promolab runs an agent of the user's own that imports from promolab/agents", () => {
    writeFileSync(
      join(home, "mine.js"),
      `import { defineAgent, z } from "promolab/agents";
export default defineAgent({
  summary: "steps in one direction",
  acts: "discrete",
  params: z.strictObject({ direction: z.int().min(0).max(3).default(1) }),
  create: ({ direction }) => ({ act: () => direction, save: () => ({}), load() {} }),
});
`,
    );
    const words = ["promolab", "run", "BernoulliBandit-v1", "--agent", "./mine.js", "--param", "direction=0", "--json"];
    const { exitCode, stdout, stderr } = run("npx", words, home);
    expect(JSON.parse(stdout)).toMatchObject({ env: "BernoulliBandit-v1", agent: "./mine.js", scenario: null });
    expect(exitCode, stderr).toBe(0);
  });

  it("a market is simulated from a preset", () => {
    const words = ["promolab", "run", "Promotion-v1", "no-promotion", "--scenario", "yogurt", "--json"];
    const { exitCode, stdout, stderr } = run("npx", words, home);
    expect(JSON.parse(stdout).episodes).toHaveLength(1);
    expect(exitCode, stderr).toBe(0);
  });

  it("promolab/envs and promolab/sim can be imported", () => {
    const script = `
      import { make } from "promolab/envs";
      import { Market } from "promolab/sim";
      console.log(make("CliffWalking-v1").reset({ seed: 1 }).observation, typeof Market);`;
    const { stdout, stderr } = run(process.execPath, ["--input-type=module", "--eval", script], home);
    expect(stdout, stderr).toBe("36 function\n");
  });
});

describe("in a checkout", () => {
  it("npx promolab runs what was built there", () => {
    const { exitCode, stdout } = run("npx", ["promolab", "--version"], root);
    expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(exitCode).toBe(0);
  });
});
