import type { ReactiveController, ReactiveControllerHost } from "lit";

/** The host's content width in CSS pixels, followed as it changes; 0 until it is laid out. */
export class WidthController implements ReactiveController {
  width = 0;
  private readonly observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[entries.length - 1].contentRect.width);
    if (width === this.width) return;
    this.width = width;
    this.host.requestUpdate();
  });

  constructor(private readonly host: ReactiveControllerHost & Element) {
    host.addController(this);
  }
  hostConnected(): void {
    this.observer.observe(this.host);
  }
  hostDisconnected(): void {
    this.observer.disconnect();
  }
}
