import { basename, extname } from "node:path";
import { openSource } from "../data/source.js";
import { UserError } from "../faults.js";
import type { AgentScores } from "./agent-scores.js";
import { runScores } from "./seed-scores.js";

/** Something wrong in a table of scores, and where: lines and columns from 1. */
interface Spot {
  readonly file: string;
  readonly line?: number;
  readonly column?: string;
  readonly message: string;
}

/** A cell that is a number, with where it stands. */
interface Score {
  readonly agent: string;
  readonly task: string;
  readonly run: string;
  readonly line: number;
  readonly score: number;
}

interface Table {
  readonly file: string;
  readonly tasks: readonly string[];
  readonly named: boolean;
  readonly scores: readonly Score[];
}

/** Faults beyond so many are counted, not listed; a file with so many is not read on. */
const LISTED = 100;
const LONG = ["agent", "task", "run", "score"] as const;

/**
 * Reads tables of scores, CSV or Parquet, in one of two forms by their header:
 * - wide, a file an agent, called as the file: a header of tasks, then a row a run; a first column `run` or `seed` names
 *   the runs, else they are numbered
 * - long, any number of agents: columns agent, task, run (or seed), score, a row a score
 *
 * @returns agents in the order they come, all with the first one's tasks in its order
 * @throws UserError, exit code 1, with every fault of all files: cells that are no numbers, lines too long or short, runs or
 *   tasks that come twice, are missing or are other ones than in the first file, agents of one name, a single run
 */
export async function readScoreTables(files: readonly string[]): Promise<AgentScores[]> {
  const spots: Spot[] = [];
  const tables: Table[] = [];
  for (const file of files) {
    try {
      const table = await readTable(file, spots);
      if (table !== undefined) tables.push(table);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      for (const { line, message } of error.faults) spots.push({ file, line, message });
    }
  }
  const agents = agentsOf(tables, files, spots);
  if (spots.length > 0) throw asUserError(spots, files);
  return agents;
}

async function readTable(file: string, spots: Spot[]): Promise<Table | undefined> {
  const { header, each } = await openSource(file);
  const names = header.map((name) => name.trim());
  const lower = names.map((name) => (name.toLowerCase() === "seed" ? "run" : name.toLowerCase()));
  const long = LONG.map((name) => lower.indexOf(name));
  const isLong = long.every((at) => at >= 0);
  const runs = isLong ? long[2] : lower[0] === "run" ? 0 : -1;
  const before = spots.length;
  if (!isLong) checkHeader(file, names, runs, spots);
  const broken = spots.length > before;
  const scores: Score[] = [];
  let rows = 0;
  const column = (at: number) => `column ${at + 1} (${names[at]})`;
  const numberAt = (cells: readonly string[], at: number, line: number) => {
    const value = numberOf(cells[at]);
    if (typeof value === "number") return value;
    spots.push({ file, line, column: column(at), message: value });
    return Number.NaN;
  };
  await each(false, {
    record(cells, line) {
      rows += 1;
      if (cells.length !== names.length) {
        const missing = cells.length < names.length;
        const where = missing ? column(cells.length) : `column ${names.length + 1}`;
        const found = `${cells.length} cell${cells.length === 1 ? "" : "s"}`;
        spots.push({ file, line, column: where, message: `the line has ${found}, the header ${names.length}` });
        for (let at = 0; at < Math.min(cells.length, names.length); at++)
          if (at !== runs && (!isLong || at === long[3])) numberAt(cells, at, line);
        return;
      }
      const run = runs < 0 ? String(rows) : cells[runs].trim();
      if (run === "") spots.push({ file, line, column: column(runs), message: "empty, expected a run's name" });
      if (isLong) {
        const [agent, task] = [cells[long[0]].trim(), cells[long[1]].trim()];
        if (agent === "") spots.push({ file, line, column: column(long[0]), message: "empty, expected an agent" });
        if (task === "") spots.push({ file, line, column: column(long[1]), message: "empty, expected a task" });
        scores.push({ agent, task, run, line, score: numberAt(cells, long[3], line) });
        return;
      }
      for (let at = runs + 1; at < names.length; at++)
        scores.push({ agent: "", task: names[at], run, line, score: numberAt(cells, at, line) });
    },
    broken: (line, reason) => spots.push({ file, line, message: reason }),
    piece: () => spots.length - before < 10 * LISTED,
  });
  if (rows === 0) spots.push({ file, message: "no run after the header; expected at least 2" });
  if (broken || rows === 0) return undefined;
  const tasks = isLong ? [...new Set(scores.map(({ task }) => task))] : names.slice(runs + 1);
  return { file, tasks, named: runs >= 0, scores };
}

function checkHeader(file: string, names: readonly string[], runs: number, spots: Spot[]): void {
  if (names.length === runs + 1) spots.push({ file, line: 1, message: "no task in the header" });
  for (let at = runs + 1; at < names.length; at++) {
    const where = { file, line: 1, column: `column ${at + 1}` };
    if (names[at] === "") spots.push({ ...where, message: "a task without a name" });
    else if (typeof numberOf(names[at]) === "number")
      spots.push({
        ...where,
        message: `found the number ${names[at]}, expected a task's name: the first line is the header`,
      });
    else if (names.indexOf(names[at]) < at) spots.push({ ...where, message: `a second task called ${names[at]}` });
  }
}

/** The number, or what is wrong with it. */
function numberOf(cell: string): number | string {
  const text = cell.trim();
  if (text === "") return "empty, expected a number";
  const shown = JSON.stringify(text.length > 40 ? `${text.slice(0, 40)}...` : text);
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return `found ${shown}, expected a finite number`;
  const value = Number(text);
  return Number.isFinite(value) ? value : `found ${shown}, which is too large for a number`;
}

function agentsOf(tables: readonly Table[], files: readonly string[], spots: Spot[]): AgentScores[] {
  const agents: (AgentScores & { file: string })[] = [];
  for (const { file, tasks, named, scores } of tables) {
    const inFile = [...new Set(scores.map(({ agent }) => agent))];
    for (const agent of inFile) {
      const name = agent === "" ? fileName(file, files) : agent;
      const twice = agents.find((other) => other.name === name);
      const of = inFile.length > 1 || agent !== "" ? ` of ${name}` : "";
      if (twice?.file === file) spots.push({ file, message: "the file is given twice" });
      else if (twice) spots.push({ file, message: `a second agent called ${name}; the first is in ${twice.file}` });
      const own = inFile.length === 1 ? scores : scores.filter((score) => score.agent === agent);
      const expected = agents[0]?.tasks ?? tasks;
      const columns = columnsOf(own, expected, { file, of, against: agents[0]?.file ?? file }, spots);
      if (columns.runs.length === 1) {
        const message = `the only run${of}; expected at least 2, as one run tells nothing of luck`;
        spots.push({ file, line: own[0].line, message });
      }
      agents.push({ file, name, tasks: expected, named, ...columns });
    }
  }
  return agents.map(({ file: _, ...agent }) => agent);
}

/** A file's name without its ending; the whole path where another file shares it. */
function fileName(file: string, files: readonly string[]): string {
  const short = (path: string) => basename(path, extname(path));
  return files.filter((other) => short(other) === short(file)).length > 1 ? file : short(file);
}

function columnsOf(
  scores: readonly Score[],
  tasks: readonly string[],
  { file, of, against }: { file: string; of: string; against: string },
  spots: Spot[],
): Pick<AgentScores, "runs" | "scores"> {
  const byTask = new Map<string, Map<string, Score>>();
  for (const score of scores) {
    const ofTask = byTask.get(score.task) ?? new Map<string, Score>();
    byTask.set(score.task, ofTask);
    const first = ofTask.get(score.run);
    if (first === undefined) ofTask.set(score.run, score);
    else
      spots.push({
        file,
        line: score.line,
        message: `run ${score.run}${of} on task ${score.task} comes a second time; first in line ${first.line}`,
      });
  }
  for (const [task, ofTask] of byTask)
    if (!tasks.includes(task)) {
      const [{ line }] = ofTask.values();
      // of a wide file the header is where the task stands
      const where = scores[0].agent === "" ? 1 : line;
      spots.push({ file, line: where, message: `task ${task}${of} is not in ${against}` });
    }
  const runs = [...new Set(scores.map(({ run }) => run))];
  const table = tasks.map((task) => {
    const ofTask = byTask.get(task);
    if (ofTask === undefined) spots.push({ file, line: 1, message: `task ${task}${of} is missing; ${against} has it` });
    return runScores(
      runs.map((run) => {
        const found = ofTask?.get(run);
        if (ofTask !== undefined && found === undefined) {
          const { line } = scores.find((score) => score.run === run)!;
          spots.push({ file, line, message: `run ${run}${of} has no score on task ${task}` });
        }
        return found?.score ?? Number.NaN;
      }),
    );
  });
  return { runs, scores: table };
}

function asUserError(spots: readonly Spot[], files: readonly string[]): UserError {
  const subjects = [...new Set(spots.map(({ file }) => file))];
  const place = ({ file, line, column }: Spot) =>
    [
      subjects.length > 1 ? [file] : [],
      line === undefined ? [] : [`line ${line}`],
      column === undefined ? [] : [column],
    ]
      .flat()
      .join(", ");
  const ordered = [...spots].sort(
    (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || (a.line ?? 0) - (b.line ?? 0),
  );
  const faults = ordered.slice(0, LISTED).map((spot) => {
    const where = place(spot);
    return { code: "scores", path: [], message: where === "" ? spot.message : `${where}: ${spot.message}` };
  });
  if (ordered.length > LISTED)
    faults.push({ code: "scores", path: [], message: `and ${ordered.length - LISTED} more faults` });
  return new UserError(subjects.length === 1 ? subjects[0] : `${subjects.length} files`, faults, 1);
}
