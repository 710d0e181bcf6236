/*
 * Builds what is stale into dist/: plain JavaScript because it runs before there is a build.
 *
 *     node experiments/cli/build.mjs            what is stale
 *     node experiments/cli/build.mjs --clean    everything, from an empty dist/ (before packing)
 *     node experiments/cli/build.mjs --prepare  after `npm install`: never fails it, links the command for npx
 */
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));
const entry = join(root, "dist/experiments/cli/main.js");

/**
 * @param {{ clean?: boolean, tests?: boolean }} [options]  tests: check the types of the tests too
 * @returns {boolean} false when the compiler or the bundler found a fault; both have said which
 */
export function build({ clean = false, tests = false } = {}) {
  if (clean) rmSync(join(root, "dist"), { recursive: true, force: true });
  const typed = runTool("typescript", "tsc", tests ? ["-b"] : ["-b", "experiments", "viewer"]);
  if (existsSync(entry)) chmodSync(entry, 0o755);
  const bundle = (...mode) => runTool("vite", "vite", ["build", "--logLevel", "warn", ...mode]);
  // the page first, as it empties the folder
  const bundled = pageIsFresh() || (bundle() && bundle("--mode", "plot"));
  return typed && bundled;
}

/**
 * Runs a development tool of this package in its root; true when it was content.
 *
 * @param {{ quiet?: boolean }} [options]  quiet: what it says is shown only when it was not content
 */
export function runTool(packageName, bin, args, { quiet = false } = {}) {
  const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
  const { bin: bins } = createRequire(import.meta.url)(manifest);
  const path = join(dirname(manifest), typeof bins === "string" ? bins : bins[bin]);
  const stdio = quiet ? "pipe" : "inherit";
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, ...args], { cwd: root, stdio, maxBuffer: 1e9 });
  if (quiet && status !== 0) process.stderr.write(`${stdout}${stderr}`);
  return status === 0;
}

/** The page is fresh when nothing that may be bundled into it is newer than it. */
function pageIsFresh() {
  const last = join(root, "dist/viewer/plot.js");
  if (!existsSync(last)) return false;
  const built = statSync(last).mtimeMs;
  const sources = ["viewer", "sim", "envs", "agents", "experiments/portable", "experiments/wire.ts", "vite.config.ts"];
  return [...sources, "package-lock.json"].every((source) => newest(join(root, source)) <= built);
}

function newest(path) {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  let latest = stat.mtimeMs;
  for (const name of readdirSync(path)) latest = Math.max(latest, newest(join(path, name)));
  return latest;
}

/** npx looks into node_modules/.bin first; npm puts no package's own command there. */
function linkCommand() {
  const link = join(root, "node_modules/.bin/promolab");
  const target = relative(dirname(link), entry);
  if (lstatSync(link, { throwIfNoEntry: false })?.isSymbolicLink() && readlinkSync(link) === target) return;
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(target, link);
}

if (process.argv[1] && fileURLToPath(import.meta.url) === process.argv[1]) {
  if (process.argv.includes("--prepare")) {
    if (!existsSync(join(root, "node_modules/typescript"))) {
      console.error(
        "promolab: not built, as the development dependencies are not installed (npm install --include=dev)",
      );
    } else {
      if (!build()) console.error("promolab: the build found the faults above; npm test says more");
      if (existsSync(entry)) linkCommand();
    }
  } else if (!build({ clean: process.argv.includes("--clean") })) process.exit(1);
}
