import { UserError } from "../faults.js";

/**
 * What an estimate of a user's data comes to.
 *
 * @param kind  of the data, for the message
 * @throws UserError, exit code 1, where the data are too few or too much alike: where the estimate throws a RangeError
 */
export function asUserError<T>(kind: string, estimate: () => T): T {
  try {
    return estimate();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError(kind, [{ code: "no-estimate", path: [], message: error.message }], 1);
  }
}
