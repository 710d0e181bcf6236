import type { ReactiveController, ReactiveControllerHost } from "lit";
import { createKeymap, focusOf, type KeyBinding } from "../keymap.js";

/** The page's one keymap. */
export const keymap = createKeymap();

/** Gives its host's controls their keys while the host is there. */
export class KeysController implements ReactiveController {
  private takeBack?: () => void;

  constructor(
    host: ReactiveControllerHost,
    private readonly bindings: readonly KeyBinding[],
  ) {
    host.addController(this);
  }
  hostConnected(): void {
    this.takeBack = keymap.add(this.bindings);
  }
  hostDisconnected(): void {
    this.takeBack?.();
  }
}

/** Listens to the keyboard for the whole page. */
export class KeyboardController implements ReactiveController {
  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }
  hostConnected(): void {
    document.addEventListener("keydown", this.press);
  }
  hostDisconnected(): void {
    document.removeEventListener("keydown", this.press);
  }
  private readonly press = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    if (keymap.press(event, focusOf(event.composedPath()[0]))) event.preventDefault();
  };
}
