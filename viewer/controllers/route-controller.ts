import type { ReactiveController, ReactiveControllerHost } from "lit";
import { parseRoute, type Route } from "../route.js";

/** Follows the address after #. */
export class RouteController implements ReactiveController {
  route: Route = parseRoute(location.hash);

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }
  hostConnected(): void {
    window.addEventListener("hashchange", this.follow);
  }
  hostDisconnected(): void {
    window.removeEventListener("hashchange", this.follow);
  }
  private readonly follow = () => {
    this.route = parseRoute(location.hash);
    this.host.requestUpdate();
  };
}
