import { nearest } from "./cli/nearest.js";
import { UserError } from "./faults.js";
import type { RunRecord } from "./results.js";
import type { CellRecord } from "./run-state.js";
import { type CurveOptions, type LearningCurves, learningCurves } from "./stats/learning-curve.js";

/** The learning curves of one scenario's learners. */
export interface ScenarioCurves extends LearningCurves {
  readonly scenario: string;
}

/**
 * Learning curves from the training episodes that a run journaled, scenario by scenario, over the seeds on which every learner
 * has finished training. Policies that do not learn have none.
 *
 * @throws UserError where nobody learned, no learner has the label that is held against, the window is longer than the
 *   training, or fewer than two seeds are trained
 */
export function curvesOfRun(run: RunRecord, options: CurveOptions = {}): ScenarioCurves[] {
  const refuse = (message: string) => new UserError(run.directory, [{ code: "curves", path: [], message }]);
  const learned = run.cells.filter((record) => record.trained.length > 0);
  if (learned.length === 0) throw refuse("no policy of this run has trained an episode: only learners have curves");
  const labels = [...new Set(learned.map(({ policy }) => policy.label))];
  if (options.against !== undefined && !labels.includes(options.against)) {
    const meant = nearest(options.against, labels);
    const hint = meant === undefined ? `learners: ${labels.join(", ")}` : `did you mean "${meant}"?`;
    throw refuse(`no learner is called ${options.against}; ${hint}`);
  }
  return [...new Set(learned.map(({ problem }) => problem))].map((scenario) => {
    const cells = learned.filter((record) => record.problem === scenario);
    const own = labels.filter((label) => cells.some(({ policy }) => policy.label === label));
    const of = (label: string, seed: string): CellRecord | undefined =>
      cells.find((record) => record.policy.label === label && record.seed === seed && record.trainingFinished);
    const seeds = run.experiment.seeds.filter((seed) => own.every((label) => of(label, seed) !== undefined));
    const column = (label: string, read: "score" | "steps") =>
      seeds.map((seed) => Float64Array.from(of(label, seed)!.trained, (row) => row[read]));
    const trainings = own.map((label) => ({ label, scores: column(label, "score"), steps: column(label, "steps") }));
    try {
      return { scenario, ...learningCurves(trainings, options) };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw refuse(`${scenario}: ${error.message.replace(/^\w+: /, "")}`);
    }
  });
}
