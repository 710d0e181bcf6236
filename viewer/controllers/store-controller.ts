import type { ReactiveController, ReactiveControllerHost } from "lit";
import { createStore, type State } from "../store.js";

/** The page's one store. */
export const store = createStore((run) => requestAnimationFrame(run));

/** Redraws its host when the store changes, at most once a frame. */
export class StoreController implements ReactiveController {
  private unsubscribe?: () => void;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }
  get state(): State {
    return store.state;
  }
  hostConnected(): void {
    this.unsubscribe = store.subscribe(() => this.host.requestUpdate());
  }
  hostDisconnected(): void {
    this.unsubscribe?.();
  }
}
