/** What a key does. `key` as in KeyboardEvent.key, with `Shift+` before where both are pressed. */
export interface KeyBinding {
  readonly key: string;
  readonly label: string;
  run(): void;
}

/** What a keyboard event carries that matters here. */
export interface KeyPress {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

/** The kind of thing the focus is on: it may need the key itself. */
export type Focus = "text" | "select" | "range" | "button" | "none";

/** Keys that a focused control of the platform uses itself. */
const OWN_KEYS: Readonly<Record<Focus, (key: string) => boolean>> = {
  text: () => true,
  select: (key) => key.length === 1 || /^(Arrow|Home|End|Enter|Page)/.test(key),
  range: (key) => /^(Arrow|Home|End|Page)/.test(key),
  button: (key) => key === " " || key === "Enter",
  none: () => false,
};

/** All keys of the page; the newest binding of a key wins. */
export interface Keymap {
  readonly bindings: readonly KeyBinding[];
  /** @returns a function that takes the bindings back */
  add(bindings: readonly KeyBinding[]): () => void;
  /** @returns true where a binding ran */
  press(press: KeyPress, focus: Focus): boolean;
}

export function createKeymap(): Keymap {
  let bindings: readonly KeyBinding[] = [];
  return {
    get bindings() {
      return bindings;
    },
    add(added) {
      bindings = [...bindings, ...added];
      return () => {
        bindings = bindings.filter((binding) => !added.includes(binding));
      };
    },
    press({ key, shiftKey, ctrlKey, metaKey, altKey }, focus) {
      if (ctrlKey || metaKey || altKey || OWN_KEYS[focus](key)) return false;
      const wanted = shiftKey && key.length > 1 ? `Shift+${key}` : key;
      const binding = bindings.findLast((candidate) => candidate.key === wanted);
      binding?.run();
      return binding !== undefined;
    },
  };
}

/** What kind of thing an event comes from. */
export function focusOf(target: EventTarget | undefined): Focus {
  if (target instanceof HTMLInputElement)
    return target.type === "range" ? "range" : target.type === "radio" ? "select" : "text";
  if (target instanceof HTMLSelectElement) return "select";
  if (target instanceof HTMLButtonElement || target instanceof HTMLAnchorElement || target instanceof SVGAElement)
    return "button";
  return "none";
}
