import { cosine } from "../../agents/models/recommend/similarity.js";
import type { WorkedExample } from "./worked-example.js";

const USERS = 3;
const ITEMS = 4;
const PRINTED = { oneAndThree: 0.408248, twoAndThree: 0.816497 };

/** Users who bought (1) or did not buy (0) each of four items: a matrix that has the article's similarities. */
export const USER_ITEMS: readonly (readonly number[])[] = [
  [1, 1, 0, 0],
  [0, 0, 1, 1],
  [0, 1, 1, 1],
];

/** Cosine similarities of the users of a 3 x 4 matrix. */
export async function cosineSimilarity(): Promise<WorkedExample> {
  const [one, two, three] = USER_ITEMS;
  const alike = matricesLike();
  return {
    name: "cosine similarity",
    problem:
      "three users, four items, 1 bought and 0 not: x'y / (|x| |y|). The matrix is assumed, rows 1100, 0011, 0111: " +
      `of the ${2 ** (USERS * ITEMS)} matrices of 0 and 1, ${alike} have the article's two similarities, all with users 1 and 2 ` +
      "of two items each and user 3 of three, or the other way round",
    figures: [
      { name: "users 1 and 3", ours: cosine(one, three), article: PRINTED.oneAndThree },
      { name: "users 2 and 3", ours: cosine(two, three), article: PRINTED.twoAndThree },
      { name: "users 1 and 2", ours: cosine(one, two), article: null },
    ],
    remark: "They agree: 1 / sqrt 6 and 2 / sqrt 6.",
  };
}

/** How many matrices of 0 and 1 have the two similarities, to the digits printed. */
export function matricesLike(): number {
  const rowOf = (bits: number) => Array.from({ length: ITEMS }, (_, item) => (bits >> item) & 1);
  const rows = Array.from({ length: 2 ** ITEMS }, (_, bits) => rowOf(bits));
  const has = (a: readonly number[], b: readonly number[], printed: number) =>
    Math.abs(cosine(a, b) - printed) < 0.5e-6;
  let count = 0;
  for (const third of rows)
    count +=
      rows.filter((first) => has(first, third, PRINTED.oneAndThree)).length *
      rows.filter((second) => has(second, third, PRINTED.twoAndThree)).length;
  return count;
}
