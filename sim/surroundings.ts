import { createAdvertising } from "./advertising.js";
import type { Calendar } from "./calendar.js";
import type { Decisions } from "./decisions.js";
import { CLOCK, type State } from "./layout.js";
import { type Key, subKey } from "./math/key.js";
import type { Population } from "./population.js";
import type { PromotionDesk } from "./promotions/desk.js";
import { createRivals } from "./rivals.js";
import type { Scenario } from "./scenario.js";
import { createSlates } from "./slates.js";
import type { Today } from "./today.js";

/** What a day brings beside shelves and offers: its luck, season and campaign, advertising, rivals, and what is shown to whom. */
export interface Surroundings {
  readonly today: Today;
  /** key of a day of the episode that is open, `today.key` */
  keyOf(day: number): Key;
  /**
   * Fills `today`, after the day's offers are open:
   *
   *     visitLift[s] = season + campaignResponse[s] x the campaign's lift + notice[s] 1{a flash sale is announced}
   *                    + advertising - rivals (see there)
   */
  morning(day: number, campaign: number, decisions: Decisions): void;
  /** notes what of today is looked at on later days */
  evening(day: number): void;
  /** marks what the dial's days start from */
  markAnchor(): void;
}

export function createSurroundings(
  scenario: Scenario,
  population: Population,
  state: State,
  desk: PromotionDesk,
  calendar: Calendar,
): Surroundings {
  const { segments } = scenario;
  const { clock } = state;
  const { offers, listPrice } = desk;
  const S = segments.length;
  const advertising = createAdvertising(scenario, state);
  const rivals = createRivals(scenario, population, state, listPrice);
  const slates = createSlates(scenario, offers.shown);
  const response = Float64Array.from(segments, ({ visit }) => visit.campaignResponse);
  const notice = Float64Array.from(segments, ({ visit }) => visit.notice);
  const campaignLift = Float64Array.from(scenario.calendar.campaigns, ({ visitLift }) => visitLift);
  const visitLift = new Float64Array(S);
  const root = { key0: 0, key1: 0 };
  /** the key of the day, written anew every morning: a day makes no new one */
  const key = { key0: 0, key1: 0 };
  const today: Today = {
    key,
    day: -scenario.warmUpDays,
    visitLift,
    incidenceLift: new Float64Array(S * population.categories.length),
    adstock: new Float64Array(S),
    anchored: false,
  };

  return {
    today,

    keyOf(day) {
      root.key0 = clock[CLOCK.root0];
      root.key1 = clock[CLOCK.root1];
      const { key0, key1 } = subKey(root, day);
      key.key0 = key0;
      key.key1 = key1;
      return key;
    },

    morning(day, campaign, decisions) {
      const season = calendar.season(day);
      const lift = campaign >= 0 ? campaignLift[campaign] : 0;
      today.day = day;
      today.anchored = clock[CLOCK.anchored] === 1;
      for (let s = 0; s < S; s++) visitLift[s] = season + response[s] * lift;
      if (offers.flash) for (let s = 0; s < S; s++) visitLift[s] += notice[s];
      if (advertising) advertising.morning(today, decisions.adSpend);
      if (rivals) {
        rivals.morning(day, key, decisions.rivalDiscount);
        rivals.affect(today);
      }
      if (slates) slates.show(decisions.slate);
    },

    evening(day) {
      if (rivals) rivals.evening(day);
    },

    markAnchor() {
      if (advertising) advertising.markAnchor();
    },
  };
}
