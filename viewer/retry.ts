const FIRST_MS = 500;
const LONGEST_MS = 10_000;

/**
 * How long to wait before the next try: doubling from half a second to ten, less up to a quarter by chance, so that many
 * pages do not come back at once.
 *
 * @param failures  tries that failed in a row before this one
 * @param luck      uniform on [0, 1)
 */
export function retryMs(failures: number, luck: number): number {
  const wait = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 10));
  return wait * (1 - luck / 4);
}
