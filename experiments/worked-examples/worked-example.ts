/** A numeric example of the two articles that this lab began from, computed by the lab's own models. */
export interface WorkedExample {
  readonly name: string;
  /** what is computed, and what is assumed where the article leaves it open */
  readonly problem: string;
  readonly figures: readonly WorkedFigure[];
  /** how ours and the article's compare, and where its arithmetic is off */
  readonly remark: string;
}

export interface WorkedFigure {
  readonly name: string;
  readonly ours: number | string;
  /** as the article has it; null where we know of no figure in it */
  readonly article: number | string | null;
}
