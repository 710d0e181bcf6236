/** How far each column is generalised: its place among its levels, 0 is as it is. */
export type Node = readonly number[];

/**
 * The node with the least loss of all that fit, where fitting is kept by generalising further: a node that does not fit
 * settles all below it.
 *
 *     loss = mean over columns of level / top level
 *
 * First down from the top, one level of one column at a time, as long as it fits; then all nodes of less loss than the best
 * one yet, those of the most loss first, as each that does not fit settles the most others.
 *
 * @param tops  highest level of each column, at least 0; 0 is a column that cannot be generalised
 * @param fits  may be slow: no node is asked for twice
 * @returns undefined where even the top does not fit
 * @see Samarati (2001), Protecting respondents' identities in microdata release, sections 4 and 5; the loss is 1 - Prec of
 * Sweeney (2002), Achieving k-anonymity privacy protection using generalization and suppression, section 3
 */
export async function leastGeneral(
  tops: Node,
  fits: (node: Node) => Promise<boolean>,
): Promise<{ node: Node; asked: number } | undefined> {
  let asked = 0;
  const failed: Node[] = [];
  const ask = async (node: Node) => {
    asked += 1;
    const good = await fits(node);
    if (!good) failed.push(node);
    return good;
  };
  if (!(await ask(tops))) return undefined;

  let best = tops;
  const stuck = tops.map((top) => top === 0);
  while (stuck.includes(false)) {
    const column = steepest(best, tops, stuck);
    const lower = best.map((level, c) => (c === column ? level - 1 : level));
    if (await ask(lower)) best = lower;
    else stuck[column] = true;
    if (best[column] === 0) stuck[column] = true;
  }

  const others = nodesUnder(tops).sort((a, b) => lossOf(b, tops) - lossOf(a, tops));
  for (const node of others) {
    if (!(lossOf(node, tops) < lossOf(best, tops) - 1e-12)) continue;
    if (failed.some((other) => isUnder(node, other))) continue;
    if (await ask(node)) best = node;
  }
  return { node: best, asked };
}

/** Nodes of a lattice. */
export const latticeSize = (tops: Node): number => tops.reduce((size, top) => size * (top + 1), 1);

export function lossOf(node: Node, tops: Node): number {
  const parts: number[] = node.map((level, c) => (tops[c] === 0 ? 0 : level / tops[c]));
  return parts.reduce((sum, part) => sum + part, 0) / Math.max(1, parts.length);
}

/** The column whose next level down wins the most; the first of several. */
function steepest(node: Node, tops: Node, stuck: readonly boolean[]): number {
  let column = -1;
  for (let c = 0; c < node.length; c++) if (!stuck[c] && (column < 0 || tops[c] < tops[column])) column = c;
  return column;
}

const isUnder = (node: Node, other: Node) => node.every((level, c) => level <= other[c]);

function nodesUnder(tops: Node): Node[] {
  let nodes: Node[] = [[]];
  for (const top of tops) nodes = nodes.flatMap((node) => Array.from({ length: top + 1 }, (_, l) => [...node, l]));
  return nodes;
}
