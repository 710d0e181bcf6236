import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { promolab, promolabHere, promolabJson } from "./promolab.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-misuse-"));
  writeFileSync(join(folder, "no-agent.mjs"), "export default { summary: 3 };\n");
  writeFileSync(join(folder, "broken.mjs"), "export default {;\n");
  writeFileSync(join(folder, "no-yaml.yaml"), "name: [\n");
  writeFileSync(join(folder, "misspelt.yaml"), "name: x\nagent: [random]\n");
  writeFileSync(join(folder, "there.yaml"), "");
  writeFileSync(join(folder, "panel.csv"), "id,choice\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("a mistake is told in one clear line, with the nearest suggestion and exit code 2", () => {
  it.each([
    ["no command", "", "a command is missing; promolab --help lists them"],
    ["an unknown command", "swep smoke", 'unknown command "swep"; did you mean "sweep"?'],
    ["a command nobody could mean", "frobnicate", 'unknown command "frobnicate"; one of: list, run, sweep,'],
    ["an unknown option", "sweep smoke --treads 2", 'unknown option "--treads"; did you mean "--threads"?'],
    ["an unknown short option", "list -x", 'unknown option "-x"'],
    ["an option without its value", "sweep smoke --threads", "--threads needs a value"],
    ["a number that is none", "sweep smoke --threads two", '--threads needs a whole number from 0 to 1024, got "two"'],
    ["a number out of range", "serve --port 70000", '--port needs a whole number from 0 to 65535, got "70000"'],
    ["an option given twice", "sweep smoke --threads 1 --threads 2", "--threads is given 2 times; give it once"],
    ["a flag that is no yes or no", "sweep smoke --serve=maybe", "--serve is yes or no: --serve or --no-serve"],
    ["a missing argument", "sweep", "sweep needs <experiment>; promolab sweep --help shows how"],
    ["an argument too many", "sweep smoke twice", 'unexpected argument "twice"'],
    ["an argument behind --", "list -- agents", 'unexpected argument "agents"'],
    ["an unknown list", "list agnts", 'unknown list "agnts"; did you mean "agents"?'],
    ["an unknown env", "run Promotoin-v1 random", 'unknown env "Promotoin-v1"; did you mean "Promotion-v1"?'],
    ["an unknown agent", "run CliffWalking-v1 randm", 'unknown agent "randm"; did you mean "random"?'],
    ["a run without an agent", "run CliffWalking-v1", "run needs an agent"],
    ["an agent file that is not there", "run CliffWalking-v1 ./nowhere.js", "./nowhere.js: no such file"],
    [
      "an agent file that defines none",
      "run CliffWalking-v1 $/no-agent.mjs",
      "summary: needs a line of text, got a number",
    ],
    ["an agent file that does not load", "run CliffWalking-v1 $/broken.mjs", "broken.mjs does not load"],
    ["an agent that does not fit", "run CliffWalking-v1 no-promotion", "no-promotion does not fit CliffWalking-v1"],
    ["an unknown parameter", "run CliffWalking-v1 q-learning --param explore=1", "no parameter explore"],
    ["a parameter out of range", "run CliffWalking-v1 q-learning --param exploration=2", "exploration: "],
    ["a parameter without a value", "run CliffWalking-v1 q-learning --param exploration", "--param needs name=value"],
    [
      "a parameter given twice",
      "run CliffWalking-v1 ucb1 --param width=1 --param width=2",
      "--param width is given twice",
    ],
    ["an unknown scenario", "run Promotion-v1 random --scenario yoghurt", 'did you mean "yogurt"?'],
    ["a scenario where there is no market", "run CliffWalking-v1 random --scenario yogurt", "takes no --scenario"],
    ["an unknown experiment", "sweep smok", 'did you mean "smoke"?'],
    ["an experiment file that is not there", "sweep $/nowhere.yaml", "no such file"],
    ["an experiment that is no YAML", "sweep $/no-yaml.yaml", "not YAML"],
    ["a run that is not there", "compare $/nowhere", "nowhere"],
    ["a replay of a run that is not there", "replay $/nowhere a 0", "nowhere"],
    ["an unknown env to check", "check CliffWalkin-v1", 'did you mean "CliffWalking-v1"?'],
    ["an unknown schema", "schema scenari", 'unknown kind "scenari"; did you mean "scenario"?'],
    ["an unknown example", "schema --example yoghurt", 'unknown preset "yoghurt"; did you mean "yogurt"?'],
    ["an unknown benchmark", "bench shopper-day", 'unknown benchmark "shopper-day"; did you mean "shopper-days"?'],
    ["an unknown kind of data", "calibrate pannel $/panel.csv", 'unknown kind of data "pannel"; did you mean "panel"?'],
    ["data that is not there", "calibrate panel $/nowhere.csv", "nowhere.csv: no such file"],
    [
      "an output that is there",
      "calibrate panel $/panel.csv --out $/there.yaml",
      "is there already; --force overwrites it",
    ],
  ])("%s", async (_what, line, message) => {
    const words = line.split(" ").filter((word) => word !== "");
    const { exitCode, stdout, stderr } = await promolabHere(words.map((word) => word.replace("$", folder)));
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(stderr).toMatch(/^promolab: /);
    expect(stdout).toBe("");
    expect(exitCode).toBe(2);
  });

  it("every fault of a file is told at once, a misspelt key among them", () => {
    const { exitCode, stderr } = promolab(["sweep", join(folder, "misspelt.yaml")]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/agent: unknown key; did you mean "agents"\?/);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});

describe("with --json", () => {
  it("a mistake is one JSON document on stdout too", () => {
    const { exitCode, document, stderr } = promolabJson(["run", "CliffWalking-v1", "randm"]);
    const error = 'unknown agent "randm"; did you mean "random"?';
    expect(document).toEqual({ error, exitCode: 2 });
    expect(stderr).toBe(`promolab: ${error}\n`);
    expect(exitCode).toBe(2);
  });
});

describe("a stack trace", () => {
  it("is shown with --debug only", () => {
    expect(promolab(["run", "CliffWalking-v1", "randm", "--debug"]).stderr).toMatch(/^ +at /m);
  });
});
