import { css, html, LitElement } from "lit";
import type { RunSummary } from "../../experiments/wire.js";
import { clock, rounded } from "../format.js";
import { runHref } from "../route.js";
import { controlStyle } from "../styles/control.js";
import "./lab-notice.js";

const STATE_TEXT: Readonly<Record<RunSummary["state"], string>> = {
  running: "running",
  finished: "finished",
  stopped: "stopped; the same command goes on where it was",
  failed: "failed",
};

/** The runs with how far they are. */
export class LabRuns extends LitElement {
  static override styles = [
    controlStyle,
    css`
      h1 {
        font-size: 20px;
        line-height: 28px;
        margin: 0 0 12px;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
        display: grid;
        gap: 8px;
      }
      li a {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 1fr) minmax(0, 2fr);
        gap: 4px 16px;
        align-items: center;
        padding: 12px 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--card);
        color: var(--ink);
        text-decoration: none;
      }
      li a:hover {
        border-color: var(--line-strong);
      }
      .name {
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .soft {
        color: var(--ink-soft);
      }
      progress {
        appearance: none;
        width: 100%;
        height: 6px;
        border: 0;
        border-radius: 3px;
        background: var(--control);
        color: var(--accent);
        display: block;
      }
      progress::-webkit-progress-bar {
        background: var(--control);
        border-radius: 3px;
      }
      progress::-webkit-progress-value {
        background: var(--accent);
        border-radius: 3px;
      }
      progress::-moz-progress-bar {
        background: var(--accent);
        border-radius: 3px;
      }
      @media (max-width: 640px) {
        li a {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];
  static override properties = { runs: { attribute: false } };
  /** null until they are known */
  declare runs: readonly RunSummary[] | null;

  constructor() {
    super();
    this.runs = null;
  }

  override render() {
    return html`<h1>Runs</h1>
      ${this.runs === null ? html`<lab-notice>Reading the runs.</lab-notice>` : this.renderRuns(this.runs)}`;
  }

  private renderRuns(runs: readonly RunSummary[]) {
    if (runs.length === 0) {
      return html`<lab-notice command="npx promolab sweep promotion-baselines --serve"
        >There are no runs here yet. This starts one, a comparison of twelve policies that takes about a minute:</lab-notice
      >`;
    }
    const order = { running: 0, failed: 1, stopped: 2, finished: 3 };
    const sorted = runs.slice().sort((a, b) => order[a.state] - order[b.state] || a.name.localeCompare(b.name));
    return html`<ul>
      ${sorted.map(
        (run) => html`<li>
          <a href=${runHref(run.name)}>
            <span class="name">${run.name}</span>
            <span>${run.seedsDone} of ${run.seeds} seeds</span>
            <span class="soft">${stateText(run)}</span>
            ${
              run.state === "finished"
                ? ""
                : html`<progress
                  max=${Math.max(1, run.cells)}
                  value=${run.cellsDone}
                  aria-label="${run.name}: cells done"
                ></progress>`
            }
          </a>
        </li>`,
      )}
    </ul>`;
  }
}

/** What a run is doing, with time left and speed where it runs. */
export function stateText(run: RunSummary): string {
  const failed = run.cellsFailed > 0 ? `, ${run.cellsFailed} cells failed` : "";
  if (run.state !== "running") return STATE_TEXT[run.state] + failed;
  const left = run.secondsLeft === null ? "" : `, ${clock(run.secondsLeft)} left`;
  const rate = run.rate === null ? "" : `, ${rounded(run.rate)} shopper-days a second`;
  return `running${left}${rate}${failed}`;
}

customElements.define("lab-runs", LabRuns);
declare global {
  interface HTMLElementTagNameMap {
    "lab-runs": LabRuns;
  }
}
