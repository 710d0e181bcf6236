import { css, html, LitElement } from "lit";
import { type Explanation, explanationSchema } from "../../experiments/wire.js";
import { chartTable } from "../chart-table.js";
import { FetchController } from "../controllers/fetch-controller.js";
import { KeysController } from "../controllers/keys-controller.js";
import { controlStyle } from "../styles/control.js";
import "./lab-chart.js";
import "./lab-figure.js";
import "./lab-notice.js";

/**
 * What the policy on screen goes by: which quantities its choices hang on, rules that choose as it does, and its own account. Asked of
 * the server when the reader wants it, as it takes seconds.
 */
export class LabExplanation extends LitElement {
  static override styles = [
    controlStyle,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        gap: 8px 16px;
        align-items: center;
        justify-content: space-between;
      }
      h2 {
        font-size: 14px;
        line-height: 20px;
        margin: 0;
      }
      p {
        margin: 8px 0 0;
        max-width: 75ch;
      }
      .soft {
        color: var(--ink-soft);
      }
      label {
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--ink-soft);
        min-width: 0;
      }
      select {
        max-width: min(280px, 60vw);
        text-overflow: ellipsis;
      }
      .charts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(100%, 520px), 1fr));
        gap: 24px 32px;
        align-items: start;
        margin-top: 16px;
      }
      lab-notice {
        margin-top: 12px;
      }
    `,
  ];
  static override properties = {
    run: {},
    cell: {},
    policy: {},
    asked: { state: true },
    decision: { state: true },
  };
  declare run: string;
  /** scenario/policy/seed */
  declare cell: string;
  /** what the reader calls it: "lp-plan, seed 3" */
  declare policy: string;
  /** the cell that was asked about */
  declare private asked: string;
  /** whose rules and account are shown; the first where the policy has none of that name */
  declare private decision: string;
  private readonly answer = new FetchController(this, explanationSchema);

  constructor() {
    super();
    this.run = "";
    this.cell = "";
    this.policy = "";
    this.asked = "";
    this.decision = "";
    new KeysController(this, [{ key: "w", label: "ask what the policy goes by", run: () => this.ask() }]);
  }

  override render() {
    const { answer } = this.answer;
    const explained = this.asked === this.cell && answer.state === "ready" ? answer.value : null;
    return html`<div class="head">
        <h2>What the policy goes by</h2>
        ${explained ? this.renderDecisions(explained) : ""}
      </div>
      ${explained ? this.renderCharts(explained) : this.renderAsking()}`;
  }

  private renderAsking() {
    const { answer } = this.answer;
    if (this.asked !== this.cell)
      return html`<p>
          Which quantities the choices of ${this.policy} hang on, rules that choose as it does, and what it tells itself.
        </p>
        <p><button @click=${this.ask}>Find out</button> <span class="soft">takes seconds, of a planner a minute</span></p>`;
    if (answer.state === "broken")
      return html`<lab-notice kind="warning" command=${commandFor(this.cell, this.run)}
        >It cannot be told: ${answer.message}. The terminal may know more:</lab-notice
      >`;
    return html`<p class="soft" role="status">
      ${this.policy} plays its evaluation episodes again, with one quantity after the other shuffled.
    </p>`;
  }

  private renderDecisions({ charts }: Explanation) {
    const told = decisionsIn(charts);
    if (told.length < 2) return "";
    return html`<label
      >decision
      <select @change=${this.pick}>
        ${told.map((name) => html`<option value=${name} ?selected=${name === this.chosen(told)}>${name}</option>`)}
      </select></label
    >`;
  }

  private renderCharts({ lead, charts }: Explanation) {
    const chosen = this.chosen(decisionsIn(charts));
    const shown = charts.filter(({ about }) => about === null || about === chosen);
    return html`<p>${lead}</p>
      <div class="charts">
        ${shown.map(
          (chart) => html`<lab-figure
            .heading=${chart.heading}
            .level=${3}
            .caption=${chart.caption ?? ""}
            .table=${() => chartTable(chart)}
          >
            <lab-chart .chart=${chart}></lab-chart>
          </lab-figure>`,
        )}
      </div>`;
  }

  private chosen(told: readonly string[]): string | undefined {
    return told.includes(this.decision) ? this.decision : told[0];
  }
  private readonly ask = () => {
    if (this.cell === "") return;
    this.asked = this.cell;
    this.answer.ask(`api/runs/${encodeURIComponent(this.run)}/explain?${new URLSearchParams({ cell: this.cell })}`);
  };
  private readonly pick = (event: Event) => {
    this.decision = (event.target as HTMLSelectElement).value;
  };
}

/** The command that tells the same in a terminal; a cell is scenario/policy/seed, and a policy may hold slashes and spaces. */
function commandFor(cell: string, run: string): string {
  const seed = cell.slice(cell.lastIndexOf("/") + 1);
  return `npx promolab explain "${cell.slice(cell.indexOf("/") + 1, cell.lastIndexOf("/"))}" ${run} --seed ${seed}`;
}

/** Decisions that a chart is about, in the env's order. */
function decisionsIn(charts: Explanation["charts"]): string[] {
  return [...new Set(charts.flatMap(({ about }) => about ?? []))];
}

customElements.define("lab-explanation", LabExplanation);
declare global {
  interface HTMLElementTagNameMap {
    "lab-explanation": LabExplanation;
  }
}
