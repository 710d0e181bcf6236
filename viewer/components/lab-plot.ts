import { css, html, LitElement, nothing } from "lit";
import type { Plot, TableSection, TextSection } from "../../experiments/portable/plot.js";
import { chartTable } from "../chart-table.js";
import { KeyboardController, KeysController } from "../controllers/keys-controller.js";
import { tableStyle } from "../styles/table.js";
import "./lab-chart.js";
import "./lab-figure.js";
import "./lab-keys.js";

/** A page of charts that stands alone: title, a sentence, each chart as a figure with its table and export, then tables and texts. */
export class LabPlot extends LitElement {
  static override styles = [
    tableStyle,
    css`
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
    h2 {
      font-size: 14px;
      line-height: 20px;
      font-weight: 600;
      margin: 0 0 4px;
    }
    section p {
      font-size: 12px;
      line-height: 16px;
      margin-top: 8px;
    }
    .wide {
      overflow: auto;
      max-height: 560px;
    }
    pre {
      margin: 0;
      font: 12px/16px ui-monospace, monospace;
    }
    lab-figure,
    section {
      margin-top: 16px;
      padding: 12px 16px 16px;
      background: var(--card);
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
  `,
  ];
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
    const { title, lead, charts, tables = [], texts = [] } = this.plot;
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
      ${tables.map(tableSection)} ${texts.map(textSection)}
      <lab-keys></lab-keys>
    </main>`;
  }
}

const caption = (words: string | undefined) => (words ? html`<p>${words}</p>` : nothing);

function tableSection({ heading, columns, rows, caption: words }: TableSection) {
  const side = (c: number) => (columns[c].align === "right" ? "number" : "");
  return html`<section aria-label=${heading}>
    <h2>${heading}</h2>
    <div class="wide" tabindex="0" role="group" aria-label=${heading}>
      <table>
        <thead>
          <tr>
            ${columns.map(({ head }, c) => html`<th class=${side(c)} scope="col">${head}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((row) => html`<tr>${row.map((cell, c) => html`<td class=${side(c)}>${cell}</td>`)}</tr>`)}
        </tbody>
      </table>
    </div>
    ${caption(words)}
  </section>`;
}

function textSection({ heading, text, caption: words }: TextSection) {
  return html`<section aria-label=${heading}>
    <h2>${heading}</h2>
    <div class="wide" tabindex="0" role="group" aria-label=${heading}><pre>${text}</pre></div>
    ${caption(words)}
  </section>`;
}

customElements.define("lab-plot", LabPlot);
declare global {
  interface HTMLElementTagNameMap {
    "lab-plot": LabPlot;
  }
}
