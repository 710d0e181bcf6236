import { css, html, LitElement } from "lit";
import { KeyboardController, KeysController } from "../controllers/keys-controller.js";
import { RouteController } from "../controllers/route-controller.js";
import { SocketController } from "../controllers/socket-controller.js";
import { StoreController } from "../controllers/store-controller.js";
import { controlStyle } from "../styles/control.js";
import "./lab-keys.js";
import "./lab-notice.js";
import "./lab-run.js";
import { stateText } from "./lab-runs.js";

const THEMES = ["auto", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** The whole page: its head, the connection's state, and the screen the address asks for. */
export class LabApp extends LitElement {
  static override styles = [
    controlStyle,
    css`
      :host {
        display: block;
        max-width: var(--page);
        margin: 0 auto;
        padding: 0 24px;
        box-sizing: border-box;
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 4px 16px;
        padding: 12px 0;
      }
      .brand {
        font-weight: 700;
        color: var(--ink);
        text-decoration: none;
      }
      h1 {
        font: inherit;
        margin: 0;
        overflow-wrap: anywhere;
      }
      nav {
        display: flex;
        gap: 8px;
        align-items: baseline;
        min-width: 0;
      }
      .progress {
        margin-left: auto;
        color: var(--ink-soft);
      }
      .buttons {
        display: flex;
        gap: 8px;
      }
      .end {
        margin-left: auto;
      }
      main {
        padding-bottom: 0;
      }
      main > lab-runs {
        display: block;
        padding-bottom: 24px;
      }
      .connection {
        margin-bottom: 16px;
      }
      @media (max-width: 640px) {
        :host {
          padding: 0 12px;
        }
        .buttons {
          margin-left: auto;
          order: 1;
        }
        nav {
          order: 2;
          width: 100%;
        }
        nav:empty {
          display: none;
        }
        .progress {
          order: 3;
          margin: 0;
          width: 100%;
        }
      }
    `,
  ];
  static override properties = { theme: { state: true }, now: { state: true } };
  declare private theme: Theme;
  declare private now: number;
  private readonly router = new RouteController(this);
  private readonly store = new StoreController(this);
  private readonly socket = new SocketController(this);
  private clock = 0;

  constructor() {
    super();
    this.theme = readTheme();
    this.now = Date.now();
    new KeyboardController(this);
    new KeysController(this, [
      { key: "?", label: "show or hide this list", run: () => this.renderRoot.querySelector("lab-keys")?.toggle() },
      { key: "r", label: "all runs", run: () => this.go("#/") },
      { key: "t", label: "light, dark, or as the system has it", run: () => this.nextTheme() },
      { key: "c", label: "connect again now, when the connection is lost", run: () => this.socket.reconnect() },
    ]);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.clock = window.setInterval(() => {
      if (this.store.state.connection.state === "lost") this.now = Date.now();
    }, 1000);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clock);
  }

  override willUpdate(): void {
    const { route } = this.router;
    this.socket.watch(route.page === "run" ? route.run : null);
    document.title = route.page === "run" ? `${route.run} · promolab` : "promolab";
    if (this.theme === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset.theme = this.theme;
  }

  override render() {
    const { route } = this.router;
    const { state } = this.store;
    const run = route.page === "run" ? state.runs?.get(route.run) : undefined;
    const progress = run ? `${run.seedsDone} of ${run.seeds} seeds, ${stateText(run)}` : "";
    return html`<header>
        <a class="brand" href="#/">promolab</a>
        <nav aria-label="where">
          ${route.page === "run" ? html`<a href="#/">runs</a> <span aria-hidden="true">/</span> <h1>${route.run}</h1>` : ""}
        </nav>
        ${progress ? html`<span class="progress">${progress}</span>` : ""}
        <div class="buttons ${progress ? "" : "end"}">
          <button @click=${this.nextTheme} title="light, dark, or as the system has it">Theme: ${this.theme}</button>
          <button @click=${() => this.renderRoot.querySelector("lab-keys")?.toggle()}>Keys</button>
        </div>
      </header>
      <main>
        ${this.renderConnection()}
        ${
          route.page === "run"
            ? html`<lab-run .name=${route.run} .replay=${route.replay} .state=${state}></lab-run>`
            : html`<lab-runs .runs=${state.runs && [...state.runs.values()]}></lab-runs>`
        }
      </main>
      <lab-keys></lab-keys>`;
  }

  private renderConnection() {
    const { connection, runs } = this.store.state;
    if (connection.state === "broken") {
      return html`<lab-notice class="connection" kind="warning" command="npx promolab serve"
        >${connection.message} What is shown may be old. Reload the page; if this stays, start the server again:
        <button slot="action" @click=${() => location.reload()}>Reload</button></lab-notice
      >`;
    }
    if (connection.state !== "lost") return "";
    const seconds = Math.max(0, Math.ceil((connection.retryAt - this.now) / 1000));
    const since = new Date(connection.since).toLocaleTimeString("en-GB");
    return html`<lab-notice class="connection" kind="warning" command="npx promolab serve"
      >Disconnected: the server has not answered since ${since}.
      ${runs ? "What is shown is what was known then; a run goes on without this page." : ""}
      ${seconds > 0 ? `The page tries again in ${seconds} s.` : "The page is trying again."} If the server was stopped:
      <button slot="action" @click=${() => this.socket.reconnect()}>Try now</button></lab-notice
    >`;
  }

  private readonly nextTheme = () => {
    this.theme = THEMES[(THEMES.indexOf(this.theme) + 1) % THEMES.length];
    localStorage.setItem("promolab-theme", this.theme);
  };
  private go(hash: string): void {
    location.hash = hash;
  }
}

function readTheme(): Theme {
  const kept = localStorage.getItem("promolab-theme");
  return THEMES.find((theme) => theme === kept) ?? "auto";
}

customElements.define("lab-app", LabApp);
declare global {
  interface HTMLElementTagNameMap {
    "lab-app": LabApp;
  }
}
