import { UserError } from "../faults.js";
import { runNameSchema } from "../wire.js";
import type { Live } from "./live.js";
import type { RunSource } from "./run-source.js";

export interface ApiAnswer {
  status: number;
  body: unknown;
}

const PATH = /^\/api\/runs(?:\/([^/]+)(?:\/(ranking|cells|replay|explain))?)?$/;

/**
 * Answers GET /api/runs, /api/runs/<run>, and of a run /ranking, /cells, /replay?cell=<cell>&episode=<number> and
 * /explain?cell=<cell>, in the shapes of wire.ts. A ranking that this process has published comes before the one on disk. What keeps a run from being
 * read, replayed or explained is told as 409.
 */
export async function api(source: RunSource, live: Live, url: URL): Promise<ApiAnswer> {
  try {
    return await answer(source, live, url);
  } catch (error) {
    if (error instanceof UserError) return fault(409, error.message);
    throw error;
  }
}

async function answer(source: RunSource, live: Live, url: URL): Promise<ApiAnswer> {
  const match = PATH.exec(url.pathname);
  if (!match) return fault(404, `there is nothing at ${url.pathname}`);
  if (match[1] === undefined) return { status: 200, body: await live.summaries() };
  const run = decode(match[1]);
  if (run === undefined) return fault(400, "a run's name has letters, digits, . _ -");
  const summary = (await live.summaries()).find((candidate) => candidate.name === run);
  if (!summary) return fault(404, `there is no run ${run}`);
  switch (match[2]) {
    case undefined:
      return { status: 200, body: summary };
    case "ranking":
      return found(live.ranking(run) ?? (await source.ranking(run)), "no seed is finished yet: there is no ranking");
    case "cells":
      return found(await source.cells(run), `there is no run ${run}`);
    case "explain": {
      const cell = cellIn(url);
      if (cell === undefined) return fault(400, "say which cell: ?cell=<cell>");
      return found(await source.explain(run, cell), `${run} has no cell ${cell} with a trained agent`);
    }
    default: {
      const cell = cellIn(url);
      const episode = url.searchParams.get("episode");
      if (cell === undefined) return fault(400, "say which cell: ?cell=<cell>&episode=<number>");
      if (!episode || !/^[0-9]{1,9}$/.test(episode)) return fault(400, "say which episode: &episode=<number>");
      return found(await source.replay(run, cell, Number(episode)), `${cell} has no finished episode ${episode}`);
    }
  }
}

function cellIn(url: URL): string | undefined {
  const cell = url.searchParams.get("cell");
  return cell && cell.length <= 500 ? cell : undefined;
}

function found(body: unknown, otherwise: string): ApiAnswer {
  return body === null ? fault(404, otherwise) : { status: 200, body };
}

function fault(status: number, error: string): ApiAnswer {
  return { status, body: { error } };
}

function decode(segment: string): string | undefined {
  try {
    return runNameSchema.safeParse(decodeURIComponent(segment)).data;
  } catch {
    return undefined;
  }
}
