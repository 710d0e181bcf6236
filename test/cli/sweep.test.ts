import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { rankingSchema, runSummarySchema } from "../../experiments/wire.js";
import { entry, promolab, promolabJson, root } from "./promolab.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "promolab-sweep-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const long = (name: string) => {
  const file = join(folder, `${name}.yaml`);
  writeFileSync(
    file,
    `name: ${name}
scenarios: [{ use: campaign-season, set: { population: 600, horizonDays: 28, tailDays: 7 } }]
agents: [no-promotion, random]
seeds: 60
evaluation: { episodes: 4 }
`,
  );
  return file;
};

describe("sweep smoke", () => {
  let smoke: ReturnType<typeof promolab>;
  beforeAll(() => {
    smoke = promolab(["sweep", "smoke", "--out", folder]);
  });

  it("prints the ranking on stdout, with a caption that says what the intervals are", () => {
    expect(smoke.stdout).toMatch(/^policy +mean profit +IQM +95% interval +difference +95% interval +P\(better\)/);
    expect(smoke.stdout).toContain("95% stratified bootstrap over seeds");
    expect(smoke.exitCode, smoke.stderr).toBe(0);
  });

  it("writes plain progress lines on stderr where there is no terminal", () => {
    expect(smoke.stderr).toMatch(/^smoke: \d+ of \d+ cells/m);
    expect(smoke.stderr).not.toContain("\r");
  });

  it("leaves its results as Parquet and says where", () => {
    expect(readdirSync(join(folder, "smoke"))).toEqual(expect.arrayContaining(["episodes.parquet", "days.parquet"]));
    expect(smoke.stderr).toContain(join(folder, "smoke"));
  });

  it("compare prints the same ranking again with what common luck is worth, and as JSON exactly the promised fields", () => {
    const { stdout } = promolab(["compare", join(folder, "smoke")]);
    expect(stdout.slice(0, smoke.stdout.length)).toBe(smoke.stdout);
    expect(stdout.slice(smoke.stdout.length)).toMatch(/^\nX +Y +X - Y .*correlation +factor/);
    const { document } = promolabJson(["compare", join(folder, "smoke")]);
    const { pairs, ...ranking } = document;
    expect(rankingSchema.parse(ranking)).toEqual(ranking);
    expect(Object.keys(document)).toEqual(["baseline", "rows", "pairs"]);
    const policies = document.rows.length;
    expect(pairs).toHaveLength((policies * (policies - 1)) / 2);
    for (const { one, other, difference, correlation, factor } of pairs) {
      const row = document.rows.find(({ agent }: { agent: string }) => agent === one);
      if (other === document.baseline) expect(difference).toBeCloseTo(row.difference, 8);
      expect(correlation).toBeGreaterThan(-1);
      expect(factor).toBeGreaterThan(0);
    }
    for (const row of document.rows)
      expect(Object.keys(row).sort()).toEqual(
        [
          "agent",
          "params",
          "scenario",
          "seeds",
          "episodes",
          "meanProfit",
          "iqm",
          "ci",
          "difference",
          "differenceCi",
          "probabilityOfImprovement",
          "distinguishable",
        ].sort(),
      );
  });

  it("compare takes another baseline, whose difference to itself is 0", () => {
    const { document } = promolabJson(["compare", join(folder, "smoke"), "--baseline", "random"]);
    expect(document.baseline).toBe("random");
    expect(document.rows.find((row: { agent: string }) => row.agent === "random").difference).toBe(0);
  });

  it("compare refuses a baseline that the run has not, with the nearest that it has", () => {
    const { exitCode, stderr } = promolab(["compare", join(folder, "smoke"), "--baseline", "randm"]);
    expect(stderr).toMatch(/^promolab: .*no policy is called randm .*random/);
    expect(exitCode).toBe(2);
  });

  const replayed = () => ["replay", join(folder, "smoke"), "campaign-season/random/2", "1"];

  it("replay plays a recorded episode again, bit-equal, and shows it day by day", () => {
    const { document, exitCode } = promolabJson(replayed());
    expect(document.matches).toBe(true);
    expect(document.header).toMatchObject({ agent: "random", seed: "2", episode: 1, role: "evaluate" });
    const days = document.header.horizonDays + document.header.tailDays;
    expect(document.frames.map((frame: { day: number }) => frame.day)).toEqual([...Array(days).keys()]);
    expect(exitCode).toBe(0);
    const { stdout } = promolab(replayed());
    expect(stdout.match(/^ *\d+ /gm)).toHaveLength(days);
    expect(stdout).toContain(document.hash);
  });

  it("replay refuses a cell and an episode that the run has not", () => {
    const [verb, dir, cell] = replayed();
    expect(promolab([verb, dir, "campaign-season/random/99", "0"])).toMatchObject({ exitCode: 2, stdout: "" });
    expect(promolab([verb, dir, cell, "99"])).toMatchObject({ exitCode: 2, stdout: "" });
  });

  it("the same command again repeats nothing and prints the same", () => {
    const again = promolabJson(["sweep", "smoke", "--out", folder]);
    const { directory, ranking, ...summary } = again.document;
    expect(runSummarySchema.parse(summary)).toMatchObject({ name: "smoke", state: "finished" });
    expect(summary.cellsDone).toBe(summary.cells);
    expect(promolabJson(["compare", directory]).document).toMatchObject(ranking);
  });
});

describe("Ctrl-C", () => {
  it("stops a sweep cleanly with exit code 130, keeps what is done, and the same command goes on from there", async () => {
    const file = long("interrupted");
    const sweep = spawn(process.execPath, [entry, "sweep", file, "--out", folder, "--threads", "1"], { cwd: root });
    let stderr = "";
    sweep.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    // A line of progress comes every five seconds, by when a fast machine is done: the journal tells of the first cell.
    const journal = join(folder, "interrupted", "journal.ndjson");
    const begun = () => existsSync(journal) && readFileSync(journal, "utf8").includes('"type":"done"');
    while (!begun()) await new Promise((resolve) => setTimeout(resolve, 50));
    sweep.kill("SIGINT");
    const [exitCode] = await once(sweep, "close");
    expect(exitCode).toBe(130);
    const stopped = /stopped after (\d+) of 120 cells; the same command goes on from there/.exec(stderr);
    expect(Number(stopped?.[1])).toBeGreaterThan(0);
    expect(Number(stopped?.[1])).toBeLessThan(120);
    expect(existsSync(join(folder, "interrupted"))).toBe(true);

    const { document, exitCode: finished } = promolabJson(["sweep", file, "--out", folder]);
    expect(document.cellsDone).toBe(120);
    expect(finished).toBe(0);
  });
});

describe("serve", () => {
  it("prints its URL as data, serves the page, and Ctrl-C ends it with exit code 0", async () => {
    const serve = spawn(process.execPath, [entry, "serve", "--port", "0", "--out", folder, "--json"], { cwd: root });
    const { value } = await createInterface(serve.stdout)[Symbol.asyncIterator]().next();
    const { url } = JSON.parse(value);
    expect(await (await fetch(url)).text()).toMatch(/<!doctype html>/i);
    serve.kill("SIGINT");
    const [exitCode] = await once(serve, "close");
    expect(exitCode).toBe(0);
  });
});

describe("sweep --serve", () => {
  it("prints the page's URL first, serves the run, and after it stays up until Ctrl-C", async () => {
    const words = [entry, "sweep", "smoke", "--serve", "--port", "0", "--out", join(folder, "served")];
    const sweep = spawn(process.execPath, words, { cwd: root });
    const lines = createInterface(sweep.stdout)[Symbol.asyncIterator]();
    const { value: url } = await lines.next();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+/);
    let stderr = "";
    sweep.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    while (!stderr.includes("stays up")) await new Promise((resolve) => setTimeout(resolve, 50));
    const runs = await (await fetch(new URL("/api/runs", url))).json();
    expect(runs).toMatchObject([{ name: "smoke", state: "finished" }]);
    sweep.kill("SIGINT");
    const [exitCode] = await once(sweep, "close");
    expect(exitCode).toBe(0);
  });

  it("--no-serve after it takes it back, as npm start -- --no-serve does", () => {
    const { exitCode, stdout } = promolab(["sweep", "smoke", "--serve", "--no-serve", "--out", folder]);
    expect(stdout).toMatch(/^policy/);
    expect(exitCode).toBe(0);
  });
});
