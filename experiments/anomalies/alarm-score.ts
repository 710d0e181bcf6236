/** How an alarm did against what was really wrong. */
export interface AlarmScore {
  /** what was wrong, and how much of it was found */
  readonly faults: number;
  readonly found: number;
  /** alarms, and how many of them were right */
  readonly alarms: number;
  readonly right: number;
}

/** Part of the alarms that were right. */
export const precisionOf = ({ alarms, right }: AlarmScore) => right / alarms;

/** Part of what was wrong that was found. */
export const recallOf = ({ faults, found }: AlarmScore) => found / faults;

export function addScores(scores: readonly AlarmScore[]): AlarmScore {
  const sum = (figure: keyof AlarmScore) => scores.reduce((total, score) => total + score[figure], 0);
  return { faults: sum("faults"), found: sum("found"), alarms: sum("alarms"), right: sum("right") };
}
