import { expect, test } from "vitest";
import { UserError } from "../../../experiments/faults.js";
import { readScoreTables } from "../../../experiments/stats/score-tables.js";
import { scratch } from "../small-experiment.js";

async function refusal(files: Record<string, string>): Promise<UserError> {
  using folder = scratch();
  const paths = Object.entries(files).map(([name, text]) => folder.write(name, text));
  const error = await readScoreTables(paths).catch((thrown: unknown) => thrown);
  if (!(error instanceof UserError)) throw new Error(`read without a fault: ${JSON.stringify(error)}`);
  error.message = error.message.replaceAll(`${folder.path}/`, "");
  return error;
}

test("wide: a header of tasks and a row a run, a file an agent; tasks by name whatever their order", async () => {
  using folder = scratch();
  const one = folder.write("one.csv", "easy,hard\n1,2\n3,4.5e0\n");
  const two = folder.write("two.csv", "\uFEFFhard;easy\r\n-5;6\r\n\r\n7;.5\r\n8;9\r\n");
  const [first, second] = await readScoreTables([one, two]);
  expect(first).toMatchObject({ name: "one", tasks: ["easy", "hard"], runs: ["1", "2"], named: false });
  expect(first.scores.map((scores) => [...scores])).toEqual([
    [1, 3],
    [2, 4.5],
  ]);
  expect(second).toMatchObject({ name: "two", tasks: ["easy", "hard"], runs: ["1", "2", "3"] });
  expect(second.scores.map((scores) => [...scores])).toEqual([
    [6, 0.5, 9],
    [-5, 7, 8],
  ]);
});

test("a first column run or seed names the runs", async () => {
  using folder = scratch();
  const [agent] = await readScoreTables([folder.write("a.csv", "Seed,task\n17,1\n18,2\n")]);
  expect(agent).toMatchObject({ runs: ["17", "18"], named: true, tasks: ["task"] });
});

test("long: columns agent, task, run, score in any order, others left alone", async () => {
  using folder = scratch();
  const rows = [
    "x,a,s1,1,.",
    "y,a,s1,2,.",
    "x,b,s1,3,.",
    "y,b,s1,4,.",
    "y,b,s2,5,.",
    "x,a,s2,6,.",
    "x,b,s2,7,.",
    "y,a,s2,8,.",
  ];
  const agents = await readScoreTables([folder.write("all.csv", `agent,task,run,score,note\n${rows.join("\n")}\n`)]);
  expect(agents.map(({ name, tasks, runs }) => [name, tasks, runs])).toEqual([
    ["x", ["a", "b"], ["s1", "s2"]],
    ["y", ["a", "b"], ["s1", "s2"]],
  ]);
  expect(agents[1].scores.map((scores) => [...scores])).toEqual([
    [2, 8],
    [4, 5],
  ]);
});

test("every fault is listed with line and column, and the exit code is 1", async () => {
  const { message, exitCode } = await refusal({
    "bad.csv": "a,b,c\n1,2,3\n1,two,3\n1,2\n1,2,3,4\nNaN,inf,\n1,2,1e999\n",
  });
  expect(message.split("\n")).toEqual([
    "bad.csv: 7 faults",
    '  line 3, column 2 (b): found "two", expected a finite number',
    "  line 4, column 3 (c): the line has 2 cells, the header 3",
    "  line 5, column 4: the line has 4 cells, the header 3",
    '  line 6, column 1 (a): found "NaN", expected a finite number',
    '  line 6, column 2 (b): found "inf", expected a finite number',
    "  line 6, column 3 (c): empty, expected a number",
    '  line 7, column 3 (c): found "1e999", which is too large for a number',
  ]);
  expect(exitCode).toBe(1);
});

test("one run, no run, a header of numbers, tasks without or with one name", async () => {
  expect((await refusal({ "a.csv": "a,b\n1,2\n" })).message).toBe(
    "a.csv: line 2: the only run; expected at least 2, as one run tells nothing of luck",
  );
  expect((await refusal({ "a.csv": "a,b\n" })).message).toContain("no run after the header");
  expect((await refusal({ "a.csv": "1,2\n3,4\n5,6\n" })).message).toContain(
    "line 1, column 1: found the number 1, expected a task's name: the first line is the header",
  );
  expect((await refusal({ "a.csv": "a,,a\n1,2,3\n1,2,3\n" })).message.split("\n").slice(1)).toEqual([
    "  line 1, column 2: a task without a name",
    "  line 1, column 3: a second task called a",
  ]);
});

test("other tasks in the second file are told by name, with the faults of the first in the same message", async () => {
  const { message } = await refusal({ "x.csv": "a,b\n1,?\n2,3\n", "y.csv": "a,c\n1,2\n3,4\n" });
  expect(message.split("\n")).toEqual([
    "2 files: 3 faults",
    '  x.csv, line 2, column 2 (b): found "?", expected a finite number',
    "  y.csv, line 1: task c is not in x.csv",
    "  y.csv, line 1: task b is missing; x.csv has it",
  ]);
});

test("runs that come twice or lack a score, and agents of one name", async () => {
  expect(
    (await refusal({ "l.csv": "agent,task,run,score\nx,a,1,1\nx,a,1,2\nx,b,2,3\nx,b,1,3\n" })).message.split("\n"),
  ).toEqual([
    "l.csv: 2 faults",
    "  line 3: run 1 of x on task a comes a second time; first in line 2",
    "  line 4: run 2 of x has no score on task a",
  ]);
  using folder = scratch();
  const file = folder.write("x.csv", "a\n1\n2\n");
  await expect(readScoreTables([file, file])).rejects.toThrow("the file is given twice");
  await expect(readScoreTables([`${folder.path}/none.csv`])).rejects.toThrow("none.csv: no such file");
});

test("a file without end of faults is not read to its end", async () => {
  const { faults } = await refusal({ "long.csv": `a,b\n${"x,y\n".repeat(20_000)}` });
  expect(faults).toHaveLength(101);
  expect(faults[100].message).toMatch(/^and [\d,]+ more faults$/);
});
