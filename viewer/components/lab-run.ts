import { css, html, LitElement } from "lit";
import { verdict } from "../../experiments/portable/verdict.js";
import type { Ranking, RunSummary } from "../../experiments/wire.js";
import { KeysController } from "../controllers/keys-controller.js";
import { StageController } from "../controllers/stage-controller.js";
import { type Episode, newestDay, until } from "../episode.js";
import { dateOf, exactMoney } from "../format.js";
import type { Speed } from "../playback.js";
import { severalScenarios } from "../policy.js";
import { rankingTable } from "../ranking-table.js";
import { type ReplayChoice, runHref } from "../route.js";
import type { State } from "../store.js";
import { controlStyle } from "../styles/control.js";
import { MOST_ROWS, timeTable } from "../time-panels.js";
import "./lab-explanation.js";
import "./lab-figure.js";
import "./lab-market.js";
import "./lab-notice.js";
import "./lab-picker.js";
import "./lab-player.js";
import "./lab-ranking.js";
import type { Measure } from "./lab-ranking.js";
import "./lab-timeline.js";

/** One run: what it says so far, its ranking, and an episode of it, live or replayed. */
export class LabRun extends LitElement {
  static override styles = [
    controlStyle,
    css`
      .verdict {
        font-size: 20px;
        line-height: 28px;
        margin: 0 0 16px;
        max-width: 75ch;
        text-wrap: pretty;
      }
      .top {
        display: grid;
        grid-template-columns: minmax(0, 11fr) minmax(0, 14fr);
        gap: 16px;
        align-items: start;
      }
      .card {
        background: var(--card);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: 16px;
        min-width: 0;
        box-sizing: border-box;
      }
      .card + .card,
      .top + .card,
      .rankings > * + * {
        margin-top: 16px;
      }
      .top > .card {
        margin-top: 0;
      }
      .stage-head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
        justify-content: space-between;
        margin-bottom: 16px;
      }
      h2 {
        font-size: 14px;
        line-height: 20px;
        margin: 0;
      }
      .soft {
        color: var(--ink-soft);
        font-weight: 400;
      }
      .player {
        position: sticky;
        bottom: 0;
        border-radius: var(--radius) var(--radius) 0 0;
        padding-block: 12px 8px;
      }
      lab-notice + lab-notice,
      .failures {
        margin-bottom: 16px;
      }
      details ul {
        margin: 8px 0 0;
        padding-left: 20px;
      }
      @media (max-width: 1080px) {
        .top {
          grid-template-columns: minmax(0, 1fr);
        }
      }
      @media (max-width: 640px) {
        .verdict {
          font-size: 16px;
          line-height: 24px;
        }
        .card {
          padding: 12px;
        }
      }
    `,
  ];
  static override properties = {
    name: {},
    replay: { attribute: false },
    state: { attribute: false },
    measure: { state: true },
  };
  declare name: string;
  /** what to replay; null: live where the run is running, else the leader's first episode */
  declare replay: ReplayChoice | null;
  declare state: State;
  declare private measure: Measure;
  private readonly stage = new StageController(this);

  constructor() {
    super();
    this.name = "";
    this.replay = null;
    this.measure = "difference";
    new KeysController(this, [
      { key: "m", label: "ranking by difference or by profit", run: () => this.switchMeasure() },
    ]);
  }

  override willUpdate(): void {
    this.stage.follow(this.name, this.replay, this.state);
  }

  override render() {
    const run = this.state.runs?.get(this.name);
    if (this.state.runs && !run) {
      return html`<lab-notice command="npx promolab sweep promotion-baselines --serve"
        >There is no run called ${this.name} here. <a href="#/">All runs</a>, or start one:</lab-notice
      >`;
    }
    const { ranking } = this.state;
    const scenarios = new Set(ranking?.rows.map((row) => row.scenario));
    return html`<p class="verdict" role="status">${sentence(ranking, run)}</p>
      ${this.renderFailures()}
      <div class="top">
        <div class="rankings">
          ${ranking && [...scenarios].map((scenario) => this.renderRanking(ranking, scenario, run))}
          ${scenarios.size === 0 ? this.renderNoRanking(run) : ""}
        </div>
        <section class="card" aria-label="market">${this.renderMarket(run)}</section>
      </div>
      ${this.stage.episode ? this.renderTime(this.stage.episode) : ""}`;
  }

  private renderNoRanking(run: RunSummary | undefined) {
    const done = run ? `: ${run.cellsDone} of ${run.cells} cells are done` : "";
    return html`<div class="card">
      <h2>Ranking</h2>
      <p class="soft">It appears when the policies have finished their first seeds${done}.</p>
    </div>`;
  }

  private renderRanking(ranking: Ranking, scenario: string, run: RunSummary | undefined) {
    const rows = ranking.rows.filter((row) => row.scenario === scenario);
    const isDifference = this.measure === "difference";
    const seeds = Math.min(...rows.map((row) => row.seeds));
    const caption = isDifference
      ? `Dot: mean over ${seeds} seeds of the profit (horizon and tail) less that of ${ranking.baseline} under the same luck. Whisker: 95% interval of that mean, paired by seed (${seeds >= 10 ? "bootstrap-t" : "Student's t"}). Grey figures: not distinguishable from ${ranking.baseline}. A row opens its replay.`
      : `Dot: interquartile mean of the profit (horizon and tail) over ${seeds} seeds. Whisker: 95% stratified bootstrap interval. Differences paired by seed tell policies apart better. A row opens its replay.`;
    return html`<div class="card">
      <lab-figure
        heading=${severalScenarios(ranking.rows) ? `Ranking on ${scenario}` : "Ranking"}
        caption=${caption}
        .table=${() => rankingTable(rows, run)}
      >
        <button slot="actions" class="quiet" title="switch between difference and profit" @click=${this.switchMeasure}>
          by ${isDifference ? "difference" : "profit"}
        </button>
        <lab-ranking
          .ranking=${ranking}
          .run=${run}
          .scenario=${scenario}
          .nameOf=${this.stage.nameOf}
          .measure=${this.measure}
          .chosen=${this.replay?.policy ?? ""}
        ></lab-ranking>
      </lab-figure>
    </div>`;
  }

  private renderMarket(run: RunSummary | undefined) {
    const { episode, cells, choice, player } = this.stage;
    const { day } = player.playback;
    return html`<div class="stage-head">
        <h2>
          ${episode ? `Market on day ${day}` : "Market"}
          ${
            episode
              ? html`<span class="soft"
                  >${dateOf(episode.header.startDate, day)}, ${played(episode)}</span
                >`
              : ""
          }
        </h2>
        <lab-picker
          .cells=${cells}
          .nameOf=${this.stage.nameOf}
          .choice=${choice}
          .currency=${run?.currency ?? ""}
          .running=${run?.state === "running"}
          @choose=${this.choose}
        ></lab-picker>
      </div>
      ${this.renderMismatch()}
      ${episode ? html`<lab-market .episode=${episode} .day=${day}></lab-market>` : this.renderNoEpisode(run)}`;
  }

  private renderNoEpisode(run: RunSummary | undefined) {
    const { isLive, trouble } = this.stage;
    if (trouble) {
      return html`<lab-notice kind="warning" command="npx promolab replay runs/${this.name}"
        >The replay cannot be shown: ${trouble}. The terminal may know more:</lab-notice
      >`;
    }
    if (isLive) return html`<p class="soft">The first episode appears here as soon as it is played.</p>`;
    if (run?.cellsDone === 0) return html`<p class="soft">No cell is finished: there is nothing to replay yet.</p>`;
    return html`<p class="soft" role="status">The episode is being played again.</p>`;
  }

  private renderMismatch() {
    const { replay } = this.stage;
    if (!replay || replay.matches) return "";
    return html`<lab-notice kind="warning" command="npx promolab sweep ${this.name}"
      >This is not what was recorded: the episode's hash is ${replay.hash} now, so the engine or the scenario has changed since.
      Run it anew to have results and replays agree:</lab-notice
    >`;
  }

  private renderTime(episode: Episode) {
    const { isLive, player, replay } = this.stage;
    const { day } = player.playback;
    const { header } = episode;
    const drawn = isLive ? until(episode, day) : episode;
    const score = replay ? ` Its score is ${exactMoney(header.currency, replay.score)}, its hash ${replay.hash}.` : "";
    const many = header.products.length > MOST_ROWS ? ` The ${MOST_ROWS} products that sell most are drawn.` : "";
    return html`<section class="card" aria-label="over time">
        <lab-figure
          heading="Over time"
          caption="One episode of ${header.agent}: a single course of events, so there is no interval.${score}${many}"
          .table=${() => timeTable(episode)}
        >
          <lab-timeline .episode=${drawn} .day=${day} .veil=${!isLive} @day=${this.seek}></lab-timeline>
        </lab-figure>
      </section>
      ${this.renderExplanation()}
      <section class="card player" aria-label="player">
        <lab-player
          .episode=${drawn}
          .newest=${newestDay(episode)}
          .playback=${player.playback}
          @day=${this.seek}
          @toggle-play=${() => player.toggle()}
          @speed=${(event: CustomEvent<Speed>) => player.speed(event.detail)}
        ></lab-player>
      </section>`;
  }

  private renderExplanation() {
    const { cell, choice } = this.stage;
    if (cell === "" || choice === null) return "";
    return html`<section class="card" aria-label="explanation">
      <lab-explanation .run=${this.name} .cell=${cell} .policy=${`${choice.policy}, seed ${choice.seed}`}></lab-explanation>
    </section>`;
  }

  private renderFailures() {
    const { failures } = this.state;
    if (failures.length === 0) return "";
    const what = failures.length === 1 ? "A cell" : `${failures.length} cells`;
    return html`<lab-notice class="failures" kind="warning" command="npx promolab sweep ${this.name}"
      >${what} failed; the others go on. Once the cause is mended, the same command runs what is missing.
      <details>
        <summary>What failed</summary>
        <ul>
          ${failures.map((failure) => html`<li>${failure.cell}: ${failure.message}</li>`)}
        </ul>
      </details></lab-notice
    >`;
  }

  private readonly switchMeasure = () => {
    this.measure = this.measure === "difference" ? "profit" : "difference";
  };
  private readonly seek = (event: CustomEvent<number>) => this.stage.player.seek(event.detail);
  private readonly choose = (event: CustomEvent<ReplayChoice | null>) => {
    location.hash = runHref(this.name, event.detail ?? undefined);
  };
}

/** Which episode it is: "ucb1, seed 3, training episode 2". */
function played({ header }: Episode): string {
  const role = header.role === "train" ? "training" : "evaluation";
  return `${header.agent}, seed ${header.seed}, ${role} episode ${header.episode}`;
}

/** What the ranking says so far. */
function sentence(ranking: Ranking | null, run: RunSummary | undefined): string {
  if (!ranking)
    return run?.state === "running" ? "No ranking yet: it takes two seeds that every policy has finished." : "";
  return verdict(ranking, { seeds: run?.seeds, days: run?.scoredDays, currency: run?.currency });
}

customElements.define("lab-run", LabRun);
declare global {
  interface HTMLElementTagNameMap {
    "lab-run": LabRun;
  }
}
