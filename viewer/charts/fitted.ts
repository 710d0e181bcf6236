/**
 * Writes text into an element, cut in its middle where it is too long: the ends of a policy's name tell it apart. The whole
 * text should stand elsewhere too, in a title or a table.
 *
 * @param width  CSS pixels there are
 */
export function fitText(element: SVGTextElement, text: string, width: number): void {
  element.textContent = text;
  const full = element.getComputedTextLength();
  if (full <= width) return;
  let most = Math.max(3, Math.floor((text.length * width) / full));
  do {
    most -= 1;
    const tail = Math.floor((most - 1) / 3);
    element.textContent = `${text.slice(0, most - 1 - tail).trimEnd()}…${text.slice(text.length - tail)}`;
  } while (most > 3 && element.getComputedTextLength() > width);
}
