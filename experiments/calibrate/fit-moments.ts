import { UserError } from "../faults.js";
import type { SearchOptions } from "./least-squares-search.js";
import { fitSimulatedMoments, type MomentFit, type MomentProblem } from "./simulated-moments.js";

/**
 * `fitSimulatedMoments` on a user's data.
 *
 * @param kind  of the data, for the message
 * @throws UserError, exit code 1, where the data are too few or too much alike to tell the parameters
 */
export function fitMoments(kind: string, problem: MomentProblem, seed: string, options: SearchOptions): MomentFit {
  try {
    return fitSimulatedMoments(problem, seed, options);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(kind, [{ code: "no-estimate", path: [], message: error.message }], 1);
  }
}
