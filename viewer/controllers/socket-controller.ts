import type { ReactiveController, ReactiveControllerHost } from "lit";
import { type ClientMessage, serverMessageSchema, WIRE_VERSION } from "../../experiments/wire.js";
import { retryMs } from "../retry.js";
import { received, watching } from "../store.js";
import { store } from "./store-controller.js";

/** Keeps the connection to the server: says which run is watched, hands messages to the store, reconnects by itself. */
export class SocketController implements ReactiveController {
  private socket: WebSocket | null = null;
  private timer = 0;
  private failures = 0;
  private lostSince = 0;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }
  hostConnected(): void {
    this.connect();
  }
  hostDisconnected(): void {
    clearTimeout(this.timer);
    this.socket?.close();
    this.socket = null;
  }

  watch(run: string | null): void {
    if (store.state.watched === run) return;
    store.update((state) => watching(state, run));
    this.say({ type: "watch", run });
  }

  /** Tries now instead of waiting for the next try. */
  reconnect(): void {
    if (store.state.connection.state === "open") return;
    clearTimeout(this.timer);
    this.connect();
  }

  private connect(): void {
    this.socket?.close();
    const socket = new WebSocket(new URL("live", location.href.replace(/^http/, "ws").replace(/#.*$/, "")));
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.say({ type: "hello", version: WIRE_VERSION });
      if (store.state.watched !== null) this.say({ type: "watch", run: store.state.watched });
    });
    socket.addEventListener("message", ({ data }) => {
      if (socket === this.socket) this.receive(data);
    });
    socket.addEventListener("close", () => {
      if (socket === this.socket) this.lost();
    });
  }

  private receive(data: unknown): void {
    const message = serverMessageSchema.safeParse(parseJson(data));
    if (!message.success) {
      const { path, message: fault } = message.error.issues[0];
      store.update((state) =>
        received(state, {
          type: "error",
          message: `The server's message has a fault at ${path.join(".") || "its start"}: ${fault}.`,
        }),
      );
      return;
    }
    if (message.data.type === "hello") {
      this.failures = 0;
      store.update((state) => ({ ...state, connection: { state: "open" } }));
    }
    store.update((state) => received(state, message.data));
  }

  private lost(): void {
    this.socket = null;
    if (store.state.connection.state === "broken") return;
    if (store.state.connection.state !== "lost") this.lostSince = Date.now();
    const wait = retryMs(this.failures, Math.random());
    this.failures += 1;
    this.timer = window.setTimeout(() => this.connect(), wait);
    store.update((state) => ({
      ...state,
      connection: { state: "lost", since: this.lostSince, retryAt: Date.now() + wait },
    }));
  }

  private say(message: ClientMessage): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }
}

function parseJson(data: unknown): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
