/*
 * `npm test`: sets up what the tests need, builds, checks lint and types, runs vitest; quiet when green.
 * The last line says `N passed, N failed`; a build, type or lint failure counts as one failed.
 */
import { spawnSync } from "node:child_process";
import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, relative } from "node:path";
import { build, runTool } from "../experiments/cli/build.mjs";

const browser = findOnPath(["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"], "CHROMIUM_PATH");
const redis = findOnPath(["redis-server"], "REDIS_SERVER_PATH");
process.env.CHROMIUM_PATH = browser ?? install("chromium", "CHROMIUM_PATH", "the browser tests need Chromium");
process.env.REDIS_SERVER_PATH = redis ?? install("redis-server", "REDIS_SERVER_PATH", "the queue tests need Redis");

let failed = 0;
const check = (name, good) => {
  if (good) return;
  failed += 1;
  console.error(`${name}: failed, as told above`);
};
check("build and types", build({ tests: true }));
check("lint", runTool("@biomejs/biome", "biome", ["check", "--error-on-warnings", "."], { quiet: true }));

const folder = mkdtempSync(join(tmpdir(), "promolab-test-"));
const report = join(folder, "vitest.json");
process.env.PROMOLAB_TEST_BUILT = "1";
// dots are for somebody who watches; a log gets what failed, told below
const watched = process.stdout.isTTY === true;
const content = runTool(
  "vitest",
  "vitest",
  ["run", ...(watched ? ["--reporter=dot"] : []), "--reporter=json", `--outputFile.json=${report}`],
  { quiet: !watched },
);
const tests = count(report);
rmSync(folder, { recursive: true });
if (!content && tests.failed === 0) tests.failed = 1;
if (tests.skipped > 0) console.log(`${tests.skipped} skipped, each with its reason in its title`);
finish(tests.passed, tests.failed + failed);

function finish(passed, failures) {
  console.log(`${passed} passed, ${failures} failed`);
  process.exit(failures === 0 ? 0 : 1);
}

/** Tests by outcome; a file that could not be run at all is one failure. */
function count(path) {
  let results;
  try {
    results = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
  const broken = results.testResults.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  for (const file of broken) console.error(`${file.name}: ${file.message}`);
  for (const file of watched ? [] : results.testResults)
    for (const test of file.assertionResults.filter(({ status }) => status === "failed"))
      console.error(`\n${relative(process.cwd(), file.name)} > ${test.fullName}\n${test.failureMessages.join("\n")}`);
  return {
    passed: results.numPassedTests,
    failed: results.numFailedTests + broken.length,
    skipped: results.numPendingTests,
  };
}

/** Path of a program: what the environment says, else the first name on the PATH; undefined where there is none. */
function findOnPath(names, variable) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const candidates = folders.flatMap((path) => names.map((name) => join(path, name)));
  if (process.env[variable]) candidates.unshift(process.env[variable]);
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** By apt where this is Debian's root; else says how, and ends. Answers the program's path. */
function install(name, variable, need) {
  const how = `${need}: apt-get install ${name}, or set ${variable} to the path of one`;
  if (process.platform !== "linux" || process.getuid?.() !== 0 || spawnSync("apt-get", ["--version"]).error) {
    console.error(how);
    finish(0, 1);
  }
  console.error(`installing ${name} for the tests (apt-get install ${name})`);
  const apt = (...args) =>
    spawnSync("apt-get", args, { encoding: "utf8", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
  for (const args of [["update"], ["install", "-y", "--no-install-recommends", name]]) {
    const { status, stdout, stderr } = apt(...args);
    if (status === 0) continue;
    console.error(`${stdout}${stderr}\napt-get ${args.join(" ")} failed; ${how}`);
    finish(0, 1);
  }
  return findOnPath([name], variable);
}
