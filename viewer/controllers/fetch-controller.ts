import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { z } from "zod";
import { apiErrorSchema } from "../../experiments/wire.js";

export type Fetched<T> =
  | { readonly state: "idle" }
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: T }
  | { readonly state: "broken"; readonly message: string };

/** Asks the server for one thing at a time; an answer that comes after the next question is dropped. */
export class FetchController<T> implements ReactiveController {
  answer: Fetched<T> = { state: "idle" };
  private call = 0;
  private asked = "";

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly schema: z.ZodType<T>,
  ) {
    host.addController(this);
  }
  hostDisconnected(): void {
    this.forget();
  }

  /** @param again  asks even where the same was asked last; the answer at hand stays until the new one comes */
  ask(path: string, again = false): void {
    if (path === this.asked && !again) return;
    if (path !== this.asked) this.answer = { state: "loading" };
    this.asked = path;
    this.call += 1;
    const call = this.call;
    this.load(path).then((answer) => {
      if (call !== this.call) return;
      this.answer = answer;
      this.host.requestUpdate();
    });
  }

  forget(): void {
    this.call += 1;
    this.asked = "";
    this.answer = { state: "idle" };
  }

  private async load(path: string): Promise<Fetched<T>> {
    try {
      const response = await fetch(path);
      const body: unknown = await response.json();
      if (!response.ok) {
        const fault = apiErrorSchema.safeParse(body);
        return {
          state: "broken",
          message: fault.success ? fault.data.error : `the server answered ${response.status}`,
        };
      }
      const parsed = this.schema.safeParse(body);
      if (parsed.success) return { state: "ready", value: parsed.data };
      const { path: where, message } = parsed.error.issues[0];
      return { state: "broken", message: `the server's answer has a fault at ${where.join(".")}: ${message}` };
    } catch {
      return { state: "broken", message: "the server does not answer" };
    }
  }
}
