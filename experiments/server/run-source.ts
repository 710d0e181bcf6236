import type { CellSummary, Explanation, Ranking, Replay, RunSummary } from "../wire.js";

/**
 * Where the server reads runs from. Names arrive checked (letters, digits, `.`, `_`, `-`). A run, cell or episode that is
 * not there is answered with null; what keeps one from being read is thrown, as a UserError where a user can mend it.
 */
export interface RunSource {
  /** @param except  names that are not wanted, so that they need not be read */
  list(except?: ReadonlySet<string>): Promise<RunSummary[]>;
  /** as `promolab compare --json` prints it; null too while no seed is finished */
  ranking(run: string): Promise<Ranking | null>;
  /** finished cells, in the order of the experiment */
  cells(run: string): Promise<CellSummary[] | null>;
  /** what the policy of a cell goes by; takes seconds, of a planner a minute */
  explain(run: string, cell: string): Promise<Explanation | null>;
  replay(run: string, cell: string, episode: number): Promise<Replay | null>;
}
