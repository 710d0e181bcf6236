import { css, html, LitElement } from "lit";
import type { CellSummary } from "../../experiments/wire.js";
import { policiesOf } from "../choice.js";
import { KeysController } from "../controllers/keys-controller.js";
import { money } from "../format.js";
import type { Policy } from "../policy.js";
import type { ReplayChoice } from "../route.js";
import { controlStyle } from "../styles/control.js";

/**
 * Chooses what is on screen: live, or a recorded episode by policy, seed and number.
 *
 * @fires choose - CustomEvent<ReplayChoice | null>: null is live
 */
export class LabPicker extends LitElement {
  static override styles = [
    controlStyle,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        align-items: center;
      }
      label {
        display: flex;
        align-items: center;
        gap: 6px;
        color: var(--ink-soft);
        min-width: 0;
      }
      select {
        max-width: min(280px, 52vw);
        text-overflow: ellipsis;
      }
    `,
  ];
  static override properties = {
    cells: { attribute: false },
    nameOf: { attribute: false },
    choice: { attribute: false },
    currency: {},
    running: { type: Boolean },
  };
  declare cells: readonly CellSummary[];
  declare nameOf: (policy: Policy) => string;
  /** null: live */
  declare choice: Required<ReplayChoice> | null;
  declare currency: string;
  /** true where there is something live to choose */
  declare running: boolean;

  constructor() {
    super();
    this.cells = [];
    this.nameOf = (policy) => policy.agent;
    this.choice = null;
    this.currency = "";
    this.running = false;
    new KeysController(this, [
      { key: "l", label: "live", run: () => this.running && this.choose(null) },
      { key: "]", label: "next policy", run: () => this.nextPolicy(1) },
      { key: "[", label: "policy before", run: () => this.nextPolicy(-1) },
      { key: "e", label: "choose an episode", run: () => this.renderRoot.querySelector("select")?.focus() },
    ]);
  }

  override render() {
    const policies = policiesOf(this.cells, this.nameOf);
    const { choice } = this;
    const seeds = choice ? (policies.get(choice.policy) ?? []) : [];
    const episodes = seeds.find((cell) => cell.seed === choice?.seed)?.episodes ?? [];
    return html`${
      this.running ? html`<button aria-pressed=${choice === null} @click=${() => this.choose(null)}>Live</button>` : ""
    }
      <label
        >policy
        <select @change=${this.pickPolicy}>
          ${choice === null ? html`<option value="" selected>(live)</option>` : ""}
          ${[...policies.keys()].map((label) => html`<option value=${label} ?selected=${label === choice?.policy}>${label}</option>`)}
        </select>
      </label>
      ${
        choice
          ? html`<label
                >seed
                <select @change=${this.pickSeed}>
                  ${seeds.map(({ seed }) => html`<option value=${seed} ?selected=${seed === choice.seed}>${seed}</option>`)}
                </select></label
              ><label
                >episode
                <select @change=${this.pickEpisode}>
                  ${episodes.map(
                    ({ episode, score }) =>
                      html`<option value=${episode} ?selected=${episode === choice.episode}>
                        ${episode} (${money(this.currency, score)})
                      </option>`,
                  )}
                </select></label
              >`
          : ""
      }`;
  }

  private readonly pickPolicy = (event: Event) => {
    const policy = (event.target as HTMLSelectElement).value;
    this.choose(policy === "" ? null : { policy });
  };
  private readonly pickSeed = (event: Event) => {
    if (this.choice) this.choose({ policy: this.choice.policy, seed: (event.target as HTMLSelectElement).value });
  };
  private readonly pickEpisode = (event: Event) => {
    if (this.choice) this.choose({ ...this.choice, episode: Number((event.target as HTMLSelectElement).value) });
  };
  private nextPolicy(direction: 1 | -1): void {
    const labels = [...policiesOf(this.cells, this.nameOf).keys()];
    if (labels.length === 0) return;
    const at = this.choice ? labels.indexOf(this.choice.policy) : direction > 0 ? -1 : 0;
    this.choose({ policy: labels[(at + direction + labels.length) % labels.length] });
  }
  private choose(choice: ReplayChoice | null): void {
    this.dispatchEvent(new CustomEvent("choose", { detail: choice }));
  }
}

customElements.define("lab-picker", LabPicker);
declare global {
  interface HTMLElementTagNameMap {
    "lab-picker": LabPicker;
  }
}
