import { css, html, LitElement } from "lit";
import { type Episode, frameAt } from "../episode.js";
import { exactMoney, money, percent, rounded } from "../format.js";
import { tableStyle } from "../styles/table.js";

/** Who came on a day and what they did, a row a segment. */
export class LabSegments extends LitElement {
  static override styles = [
    tableStyle,
    css`
      :host {
        display: block;
      }
      th,
      td {
        padding-right: 6px;
      }
      .bar {
        display: block;
        height: 4px;
        border-radius: 2px;
        background: var(--control);
        margin-top: 2px;
        overflow: hidden;
      }
      .bar span {
        display: block;
        height: 100%;
        background: var(--ink-soft);
      }
    `,
  ];
  static override properties = { episode: { attribute: false }, day: { type: Number } };
  declare episode: Episode;
  declare day: number;

  constructor() {
    super();
    this.day = 0;
  }

  override render() {
    const { header } = this.episode;
    const frame = frameAt(this.episode, this.day);
    if (!frame) return html``;
    const discount = frame.segmentDiscount.reduce((sum, part) => sum + part, 0);
    const share = (value: number) =>
      Number.isFinite(value)
        ? html`${percent(value)}<span class="bar"><span .style=${`width:${Math.min(100, value * 100)}%`}></span></span>`
        : "–";
    return html`<table>
      <thead>
        <tr>
          <th scope="col">segment</th>
          <th scope="col" class="number">visits</th>
          <th scope="col" class="number">buy</th>
          <th scope="col" class="number">basket, ${header.currency}</th>
          <th scope="col" class="number">of discount</th>
          <th scope="col" class="number">satisfaction, logit</th>
        </tr>
      </thead>
      <tbody>
        ${header.segments.map((name, s) => {
          const basket = frame.segmentRevenue[s] / frame.buyers[s];
          return html`<tr>
            <td>${name}</td>
            <td class="number">${rounded(frame.visits[s])}</td>
            <td class="number">${share(frame.buyers[s] / frame.visits[s])}</td>
            <td class="number">${Number.isFinite(basket) ? money("", basket) : "–"}</td>
            <td class="number">${share(frame.segmentDiscount[s] / discount)}</td>
            <td class="number">${frame.visits[s] > 0 ? exactMoney("", frame.satisfaction[s]) : "–"}</td>
          </tr>`;
        })}
      </tbody>
    </table>`;
  }
}

customElements.define("lab-segments", LabSegments);
declare global {
  interface HTMLElementTagNameMap {
    "lab-segments": LabSegments;
  }
}
