import type { CellSummary, Ranking, Replay, RunSummary } from "../wire.js";

/**
 * Where the server reads runs from. Names arrive checked (letters, digits, `.`, `_`, `-`); a run, cell or episode that
 * is not there is answered with null, and anything else that goes wrong is thrown.
 */
export interface RunSource {
  list(): Promise<RunSummary[]>;
  /** as `promolab compare --json` prints it; null too while no seed is finished */
  ranking(run: string): Promise<Ranking | null>;
  /** finished cells, in the order of the experiment */
  cells(run: string): Promise<CellSummary[] | null>;
  replay(run: string, cell: string, episode: number): Promise<Replay | null>;
}
