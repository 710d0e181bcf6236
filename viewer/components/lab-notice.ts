import { css, html, LitElement, nothing } from "lit";
import { controlStyle } from "../styles/control.js";

/**
 * Says what happened and the one thing to do, with the command to copy.
 *
 * @slot - what happened
 */
export class LabNotice extends LitElement {
  static override styles = [
    controlStyle,
    css`
      :host {
        display: block;
      }
      .box {
        padding: 16px;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--card);
      }
      .warning {
        background: var(--warn-ground);
        border-color: var(--warn-line);
      }
      p {
        margin: 0;
        max-width: 75ch;
      }
      .command {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-top: 12px;
        align-items: center;
      }
      code {
        font: 13px/20px ui-monospace, monospace;
        background: var(--control);
        border: 1px solid var(--line);
        border-radius: var(--radius);
        padding: 5px 12px;
        overflow-wrap: anywhere;
        user-select: all;
      }
    `,
  ];
  static override properties = {
    kind: {},
    command: {},
    copied: { state: true },
  };
  declare kind: "plain" | "warning";
  declare command: string;
  declare private copied: boolean;

  constructor() {
    super();
    this.kind = "plain";
    this.command = "";
    this.copied = false;
  }

  override render() {
    return html`<div class="box ${this.kind}" role="status">
      <p><slot></slot></p>
      ${
        this.command
          ? html`<div class="command">
            <code>${this.command}</code>
            <button @click=${this.copy}>${this.copied ? "Copied" : "Copy"}</button>
            <slot name="action"></slot>
          </div>`
          : nothing
      }
    </div>`;
  }

  private async copy(): Promise<void> {
    await navigator.clipboard.writeText(this.command).catch(() => this.select());
    this.copied = true;
    setTimeout(() => {
      this.copied = false;
    }, 2000);
  }
  /** Where the clipboard is not to be had, the command is marked, ready for the reader's own copy. */
  private select(): void {
    const code = this.renderRoot.querySelector("code");
    if (code) getSelection()?.selectAllChildren(code);
  }
}

customElements.define("lab-notice", LabNotice);
declare global {
  interface HTMLElementTagNameMap {
    "lab-notice": LabNotice;
  }
}
