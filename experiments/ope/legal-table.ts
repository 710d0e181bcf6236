/**
 * Which of a log's actions could be done in each row, row-major [rows, actions]: 1 where each of its choices was legal.
 *
 * @param legal    by row, a 1 or 0 for each choice, a space between slots; "" where all are legal
 * @param actions  JSON: a choice, or a list of one for each slot
 * @returns undefined where an action is neither
 */
export function legalTable(
  legal: (row: number) => string,
  rows: number,
  actions: readonly string[],
): Uint8Array | undefined {
  const choices = actions.map(choicesOf);
  if (!choices.every((choice) => choice !== undefined)) return undefined;
  const count = actions.length;
  const table = new Uint8Array(rows * count).fill(1);
  for (let row = 0; row < rows; row++) {
    const flags = legal(row);
    if (flags === "") continue;
    const slots = flags.split(" ");
    for (let a = 0; a < count; a++)
      if (choices[a].some((choice, slot) => slots[slot]?.[choice] === "0")) table[row * count + a] = 0;
  }
  return table;
}

/** `3` as [3], `[0,2]` as [0, 2]; undefined of anything else. */
export function choicesOf(action: string): number[] | undefined {
  try {
    const value = JSON.parse(action) as unknown;
    const list = Array.isArray(value) ? value : [value];
    return list.every((one) => Number.isInteger(one) && one >= 0) ? (list as number[]) : undefined;
  } catch {
    return undefined;
  }
}
