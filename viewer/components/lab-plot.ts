import { css, html, LitElement, nothing } from "lit";
import type { Plot } from "../../experiments/portable/plot.js";
import { chartTable } from "../chart-table.js";
import { KeyboardController, KeysController } from "../controllers/keys-controller.js";
import "./lab-chart.js";
import "./lab-figure.js";
import "./lab-keys.js";

/** A page of charts that stands alone: title, a sentence, and each chart as a figure with its table and export. */
export class LabPlot extends LitElement {
  static override styles = css`
    :host {
      display: block;
      box-sizing: border-box;
      max-width: 920px;
      margin: 0 auto;
      padding: 24px 16px 40px;
    }
    h1 {
      font-size: 20px;
      line-height: 28px;
      font-weight: 600;
      margin: 0;
    }
    p {
      margin: 4px 0 0;
      max-width: 75ch;
      color: var(--ink-soft);
    }
    lab-figure {
      margin-top: 16px;
      padding: 12px 16px 16px;
      background: var(--card);
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
  `;
  static override properties = { plot: { attribute: false } };
  declare plot: Plot;

  constructor() {
    super();
    this.plot = { title: "", charts: [] };
    new KeyboardController(this);
    new KeysController(this, [
      { key: "?", label: "show or hide this list", run: () => this.renderRoot.querySelector("lab-keys")?.toggle() },
    ]);
  }

  override render() {
    const { title, lead, charts } = this.plot;
    return html`<main>
      <h1>${title}</h1>
      ${lead ? html`<p>${lead}</p>` : nothing}
      ${charts.map(
        (
          chart,
        ) => html`<lab-figure .heading=${chart.heading} .caption=${chart.caption ?? ""} .table=${() => chartTable(chart)}>
          <lab-chart .chart=${chart}></lab-chart>
        </lab-figure>`,
      )}
      <lab-keys></lab-keys>
    </main>`;
  }
}

customElements.define("lab-plot", LabPlot);
declare global {
  interface HTMLElementTagNameMap {
    "lab-plot": LabPlot;
  }
}
