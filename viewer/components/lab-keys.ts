import { css, html, LitElement } from "lit";
import { keymap } from "../controllers/keys-controller.js";
import { controlStyle } from "../styles/control.js";
import { tableStyle } from "../styles/table.js";

const WRITTEN: Readonly<Record<string, string>> = {
  " ": "Space",
  ArrowLeft: "←",
  ArrowRight: "→",
  "Shift+ArrowLeft": "Shift ←",
  "Shift+ArrowRight": "Shift →",
};

/** All keys that do something now, in a dialog. */
export class LabKeys extends LitElement {
  static override styles = [
    controlStyle,
    tableStyle,
    css`
      dialog {
        color: var(--ink);
        background: var(--card);
        border: 1px solid var(--line-strong);
        border-radius: var(--radius);
        padding: 16px;
        width: min(440px, calc(100vw - 32px));
        box-sizing: border-box;
      }
      dialog::backdrop {
        background: rgb(0 0 0 / 45%);
      }
      .head {
        display: flex;
        align-items: center;
        margin-bottom: 8px;
      }
      h2 {
        font-size: 16px;
        line-height: 20px;
        margin: 0 auto 0 0;
      }
      kbd {
        font: 13px/20px ui-monospace, monospace;
        background: var(--control);
        border: 1px solid var(--line);
        border-radius: 4px;
        padding: 1px 6px;
        white-space: nowrap;
      }
    `,
  ];

  override render() {
    const seen = new Set<string>();
    const bindings = keymap.bindings.filter(({ key }) => !seen.has(key) && seen.add(key));
    return html`<dialog aria-labelledby="title">
      <div class="head">
        <h2 id="title">Keys</h2>
        <button @click=${this.toggle}>Close</button>
      </div>
      <table>
        <tbody>
          ${bindings.map(
            ({ key, label }) => html`<tr>
              <td><kbd>${WRITTEN[key] ?? key}</kbd></td>
              <td>${label}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </dialog>`;
  }

  toggle(): void {
    this.requestUpdate();
    const dialog = this.renderRoot.querySelector("dialog");
    if (dialog?.open) dialog.close();
    else dialog?.showModal();
  }
}

customElements.define("lab-keys", LabKeys);
declare global {
  interface HTMLElementTagNameMap {
    "lab-keys": LabKeys;
  }
}
