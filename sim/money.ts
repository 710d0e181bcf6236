/** Whole money steps nearest to an amount, halves up. */
export function toSteps(amount: number, moneyStep: number): number {
  return Math.floor(amount / moneyStep + 0.5 + 1e-9);
}
