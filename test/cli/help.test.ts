import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { entry, promolab } from "./promolab.js";

const verbs = [
  "list",
  "run",
  "sweep",
  "compare",
  "replay",
  "serve",
  "report",
  "sql",
  "export",
  "sentiment",
  "calibrate",
  "realism",
  "fidelity",
  "events",
  "uplift",
  "profile",
  "examples",
  "recommend",
  "check",
  "schema",
  "bench",
];

it("promolab --help lists every command, with examples, on stdout", () => {
  const { exitCode, stdout, stderr } = promolab(["--help"]);
  for (const verb of verbs) expect(stdout).toMatch(new RegExp(`^ +promolab ${verb}\\b`, "m"));
  expect(stdout).toContain("Examples:");
  expect(stderr).toBe("");
  expect(exitCode).toBe(0);
});

it.each(verbs)("promolab %s --help says what it does, what it takes, and gives examples of it", (verb) => {
  const { exitCode, stdout } = promolab([verb, "--help"]);
  expect(stdout).toMatch(new RegExp(`^promolab ${verb}`));
  expect(stdout.split("Examples:")[1]).toMatch(new RegExp(`^ +promolab ${verb}\\b`, "m"));
  expect(stdout).toMatch(/--json +print one JSON document/);
  expect(exitCode).toBe(0);
});

it("promolab --version prints the package's version", async () => {
  const { default: manifest } = await import("../../package.json", { with: { type: "json" } });
  expect(promolab(["--version"])).toEqual({ exitCode: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

describe("completion", () => {
  it("prints a script for the shell", () => {
    const { exitCode, stdout } = promolab(["completion"], { env: { ...process.env, SHELL: "/bin/bash" } });
    expect(stdout).toContain("--get-yargs-completions");
    expect(stdout).toContain("promolab");
    expect(exitCode).toBe(0);
  });

  const completed = (...words: string[]) =>
    promolab(["--get-yargs-completions", "promolab", ...words], {
      env: { ...process.env, SHELL: "/bin/bash" },
    }).stdout.split("\n");

  it("knows the commands and their options", () => {
    expect(completed("sw")).toContain("sweep");
    expect(completed("sweep", "smoke", "--th")).toContain("--threads");
  });

  it("knows the names that stand at each place", () => {
    expect(completed("run", "Cliff")).toContain("CliffWalking-v1");
    expect(completed("run", "CliffWalking-v1", "q-")).toContain("q-learning");
    expect(completed("run", "Promotion-v1", "--scenario", "yog")).toContain("yogurt");
    expect(completed("run", "--seed", "7", "Promotion-v1", "thomp")).toContain("thompson-sampling");
    expect(completed("sweep", "smo")).toContain("smoke");
  });
});

it("a reader that has seen enough ends the command quietly", () => {
  const { stdout, stderr, status } = spawnSync(
    "bash",
    ["-c", `set -o pipefail; "${process.execPath}" "${entry}" list | head -n 1`],
    { encoding: "utf8" },
  );
  expect(stdout.split("\n")).toHaveLength(2);
  expect(stderr).toBe("");
  expect(status).toBe(0);
});
