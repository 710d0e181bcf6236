import type { Memory } from "./cohort-memory.js";
import type { CohortTypes } from "./cohort-types.js";
import type { State } from "./layout.js";
import { binomialAt } from "./math/binomial.js";
import { sigmoid } from "./math/elementary.js";
import type { Population } from "./population.js";
import type { Scenario } from "./scenario.js";
import { logOdds } from "./turnover.js";

/**
 * Shoppers who leave for good, and new ones in their places, as counts. Equations: `Turnover`, at the mean satisfaction. Who
 * leaves takes a mean shopper's memory along, who comes brings a new one's.
 */
export class CohortTurnover {
  private readonly segments: Scenario["segments"];
  private readonly typicalPantry: Float64Array;

  constructor(
    { segments }: Scenario,
    population: Population,
    private readonly types: CohortTypes,
    private readonly state: State,
    private readonly own: Memory,
  ) {
    this.segments = segments;
    this.typicalPantry = population.typicalPantry;
  }

  /**
   * What a day does to a segment's number.
   *
   * @param active    shoppers who had not left this morning
   * @param visitors  of them, who came today by their own memory
   * @returns shoppers who left today
   */
  pass(s: number, active: number, visitors: number, adstock: number, leaveWord: number, joinWord: number): number {
    const { churn } = this.segments[s];
    const { state, own } = this;
    if (!churn) return 0;
    const leaving = sigmoid(logOdds(churn.hazard) - churn.dissatisfaction * own.satisfaction[s]);
    const joining = sigmoid(logOdds(churn.acquisition) + churn.advertising * adstock);
    const left = binomialAt(leaveWord, visitors, leaving);
    const joined = binomialAt(joinWord, state.goneShoppers[s], joining);
    state.goneShoppers[s] += left - joined;
    state.churned[s] += left;
    state.acquired[s] += joined;
    const stay = active - left;
    if (joined > 0) this.welcome(s, joined / (stay + joined));
    return left;
  }

  /** New shoppers, the part `fresh` of the segment, bring the memory of a first day. */
  private welcome(s: number, fresh: number): void {
    const { own, types, typicalPantry } = this;
    const P = own.reference.length / this.segments.length;
    const K = own.pantry.length / this.segments.length;
    for (let i = s * P; i < (s + 1) * P; i++) {
      own.reference[i] += fresh * (1 - own.reference[i]);
      own.lastShare[i] += fresh * (types.favouriteShare[i] - own.lastShare[i]);
    }
    own.storeValue[s] += fresh * (types.typicalStoreValue[s] - own.storeValue[s]);
    own.fatigue[s] *= 1 - fresh;
    own.satisfaction[s] *= 1 - fresh;
    for (let sk = s * K; sk < (s + 1) * K; sk++) {
      const apart = typicalPantry[sk] - own.pantry[sk];
      own.pantryVariance[sk] = (1 - fresh) * (own.pantryVariance[sk] + fresh * apart * apart);
      own.pantry[sk] += fresh * apart;
    }
  }
}
