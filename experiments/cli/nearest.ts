/**
 * One line for a name nobody knows: what it was meant to be, or else all that there is.
 *
 *     unknown agent "thomson-sampling"; did you mean "thompson-sampling"?
 *     unknown agent "x"; one of: random, ucb1
 */
export function unknown(kind: string, typed: string, names: Iterable<string>): string {
  const all = [...names];
  const near = nearest(typed, all);
  if (near !== undefined) return `unknown ${kind} "${typed}"; did you mean "${near}"?`;
  return all.length > 0 ? `unknown ${kind} "${typed}"; one of: ${all.join(", ")}` : `unknown ${kind} "${typed}"`;
}

/**
 * The name that was most likely meant: the one with the fewest edits, at most a third of the longer one's letters
 * (at least one); else a single name that contains what was typed. Case does not count. Ties go to the first.
 */
export function nearest(typed: string, names: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  let best: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const name of names) {
    const distance = edits(wanted, name.toLowerCase());
    const allowed = Math.max(1, Math.floor(Math.max(wanted.length, name.length) / 3));
    if (distance <= allowed && distance < fewest) {
      best = name;
      fewest = distance;
    }
  }
  if (best !== undefined) return best;
  const containing = wanted.length >= 3 ? names.filter((name) => name.toLowerCase().includes(wanted)) : [];
  return containing.length === 1 ? containing[0] : undefined;
}

/**
 * Letters inserted, deleted, replaced or swapped with their neighbour to turn one word into the other, no letter edited
 * twice (optimal string alignment). @see Boytsov (2011), Indexing methods for approximate dictionary searching, section 2
 */
export function edits(from: string, to: string): number {
  const width = to.length + 1;
  const cost = new Int32Array((from.length + 1) * width);
  for (let j = 0; j < width; j++) cost[j] = j;
  for (let i = 1; i <= from.length; i++) {
    const row = i * width;
    cost[row] = i;
    for (let j = 1; j < width; j++) {
      const replaced = cost[row - width + j - 1] + (from[i - 1] === to[j - 1] ? 0 : 1);
      let least = Math.min(replaced, cost[row - width + j] + 1, cost[row + j - 1] + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1])
        least = Math.min(least, cost[row - 2 * width + j - 2] + 1);
      cost[row + j] = least;
    }
  }
  return cost[cost.length - 1];
}
