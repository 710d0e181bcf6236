import type { AgentState } from "../../envs/types.js";

/**
 * What every learned model offers beside its own `predict...`. A model is made by its file's `fit<Name>(data, options)` and
 * brought back by `load<Name>(state)`; it never changes afterwards, unless it says that it `update`s.
 */
export interface LearnedModel {
  /** plain data and typed arrays; what `load<Name>` makes of it predicts the same to the bit */
  save(): ModelState;
  /** what it learned, for a reader */
  explain(): Explanation;
}

/** Saved state of a model, as an agent's: it survives structured clone and, through `encodeState`, JSON. */
export type ModelState = AgentState;

/** What a model learned: findings, the weightiest first. */
export interface Explanation {
  /** a sentence, with the figures that matter most */
  readonly summary: string;
  readonly findings: readonly Finding[];
}

export interface Finding {
  /** "own price, cola" */
  readonly name: string;
  readonly value: number;
  /** of the value: "elasticity", "log-odds", "share" */
  readonly unit: string;
  /** 95% interval, where the model has one */
  readonly low?: number;
  readonly high?: number;
}
