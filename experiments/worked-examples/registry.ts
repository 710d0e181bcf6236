import { cosineSimilarity } from "./cosine-similarity.js";
import { demandRegression } from "./demand-regression.js";
import { linearProgram } from "./linear-program.js";
import { ratingMatrix } from "./rating-matrix.js";
import { requestForABook } from "./request-for-a-book.js";
import { stockPlan } from "./stock-plan.js";
import { stockReward } from "./stock-reward.js";
import type { WorkedExample } from "./worked-example.js";

/** The examples by name, in the order they are printed. */
export const workedExamples = {
  "cosine-similarity": cosineSimilarity,
  "linear-program": linearProgram,
  "stock-plan": stockPlan,
  "demand-regression": demandRegression,
  "rating-matrix": ratingMatrix,
  "stock-reward": stockReward,
  "request-for-a-book": requestForABook,
} as const satisfies Readonly<Record<string, () => Promise<WorkedExample>>>;
