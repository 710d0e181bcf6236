import type { ReactiveController, ReactiveControllerHost } from "lit";

/** Whether the reader asked for less motion. */
export class MotionController implements ReactiveController {
  private readonly query = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }
  get reduced(): boolean {
    return this.query.matches;
  }
  hostConnected(): void {
    this.query.addEventListener("change", this.redraw);
  }
  hostDisconnected(): void {
    this.query.removeEventListener("change", this.redraw);
  }
  private readonly redraw = () => this.host.requestUpdate();
}
