import { createRng } from "../../agents/math/rng.js";
import { fitFactorisation } from "../../agents/models/recommend/factorisation.js";
import { createInteractions } from "../../agents/models/recommend/interactions.js";
import type { WorkedExample } from "./worked-example.js";

/** Ratings from 1 to 5, 0 where there is none: users are rows. */
export const RATINGS: readonly (readonly number[])[] = [
  [5, 3, 0, 1],
  [4, 0, 0, 1],
  [1, 1, 0, 5],
  [0, 1, 5, 4],
];

/** A 4 x 4 matrix of ratings, completed by factorisation. */
export async function ratingMatrix(): Promise<WorkedExample> {
  const cells = RATINGS.flatMap((row, user) => row.map((value, item) => ({ user, item, value })));
  const rated = cells.filter(({ value }) => value > 0);
  const column = (figure: (cell: (typeof cells)[number]) => number) => rated.map(figure);
  const interactions = createInteractions(
    {
      users: RATINGS.length,
      items: RATINGS[0].length,
      user: Int32Array.from(column(({ user }) => user)),
      item: Int32Array.from(column(({ item }) => item)),
      value: Float64Array.from(column(({ value }) => value)),
      when: new Float64Array(rated.length),
    },
    "last",
  );
  const model = fitFactorisation(
    interactions,
    { factors: 2, epochs: 5000, learningRate: 0.01, ridge: 0.02 },
    createRng("rating matrix"),
  );
  const mean = rated.reduce((sum, { value }) => sum + value, 0) / rated.length;
  const rmse = (guess: (cell: (typeof cells)[number]) => number) =>
    Math.sqrt(rated.reduce((sum, cell) => sum + (cell.value - guess(cell)) ** 2, 0) / rated.length);
  return {
    name: "rating matrix",
    problem:
      `four users, four items, ratings ${RATINGS.map((row) => row.join("")).join(", ")} with 0 for none (assumed, after Yeung ` +
      "2010): mean, biases and two factors by stochastic gradient descent, ridge .02, 5,000 passes",
    figures: [
      {
        name: "root mean squared error of the ratings",
        ours: rmse(({ user, item }) => model.score(user, item)),
        article: null,
      },
      { name: "the same by their mean alone", ours: rmse(() => mean), article: null },
      ...cells
        .filter(({ value }) => value === 0)
        .map(({ user, item }) => ({
          name: `user ${user + 1}, item ${item + 1}, not rated`,
          ours: model.score(user, item),
          article: null,
        })),
    ],
    remark:
      "Eleven ratings and more parameters than that: what was rated is met closely, and what was not depends on ridge, " +
      "factors and start. It shows the method; nothing follows for the empty cells.",
  };
}
