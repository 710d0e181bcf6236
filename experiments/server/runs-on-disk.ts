import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { explainCell, hasAgent } from "../explain/explain-cell.js";
import { drawnExplanation } from "../explain/explanation-plot.js";
import { UserError } from "../faults.js";
import { JOURNAL_FILE } from "../journal.js";
import { holderOf } from "../lock.js";
import { replayEpisode } from "../replay.js";
import { CONFIG_FILE, cellSummaries, rankRun, readRun } from "../results.js";
import type { Explanation, RunSummary } from "../wire.js";
import type { RunSource } from "./run-source.js";

/**
 * Runs as they lie under a directory, one folder each. A folder that cannot be read as a run is told of once, on stderr, and
 * left out. Summaries are kept until a file of the run changes.
 */
export function runsOnDisk(directory: string): RunSource {
  const kept = new Map<string, { version: string; summary: RunSummary | null }>();
  /** the last few explanations, by cell and the state of its run */
  const explained = new Map<string, Explanation>();
  const told = new Set<string>();
  const has = (run: string) => existsSync(join(directory, run, CONFIG_FILE));

  function summary(run: string): RunSummary | null {
    const folder = join(directory, run);
    const version = versionOf(folder);
    const known = kept.get(run);
    if (known?.version === version) return known.summary;
    let read: RunSummary | null = null;
    try {
      read = readRun(folder).summary;
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!told.has(error.message)) process.stderr.write(`${error.message}\n`);
      told.add(error.message);
    }
    kept.set(run, { version, summary: read });
    return read;
  }

  return {
    async list(except) {
      if (!existsSync(directory)) return [];
      return readdirSync(directory, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && !except?.has(entry.name) && has(entry.name))
        .flatMap((entry) => summary(entry.name) ?? []);
    },
    async ranking(run) {
      if (!has(run)) return null;
      try {
        return await rankRun(join(directory, run));
      } catch (error) {
        if (error instanceof UserError) return null;
        throw error;
      }
    },
    cells: async (run) => (has(run) ? cellSummaries(join(directory, run)) : null),
    async replay(run, cell, episode) {
      const folder = join(directory, run);
      if (!has(run) || !readRun(folder).byName.get(cell)?.evaluated.has(episode)) return null;
      return replayEpisode(folder, cell, episode);
    },
    async explain(run, cell) {
      const folder = join(directory, run);
      if (!has(run)) return null;
      const record = readRun(folder);
      const of = record.byName.get(cell);
      if (of === undefined || !hasAgent(record, of)) return null;
      const key = JSON.stringify([folder, cell, of.trained.length, record.config.hash]);
      const answer = explained.get(key) ?? drawnExplanation(await explainCell(folder, cell));
      explained.set(key, answer);
      if (explained.size > MOST_EXPLAINED) explained.delete(explained.keys().next().value!);
      return answer;
    },
  };
}

const MOST_EXPLAINED = 20;

/** Changes whenever the run does: with its files, and with the process that works on it. */
function versionOf(folder: string): string {
  const times = [CONFIG_FILE, JOURNAL_FILE].map((name) => {
    const stat = statSync(join(folder, name), { throwIfNoEntry: false });
    return stat ? `${stat.mtimeMs}/${stat.size}` : "";
  });
  return [...times, holderOf(folder)?.pid ?? ""].join(" ");
}
