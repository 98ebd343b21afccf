const known = new Map<string, number>();
let context: CanvasRenderingContext2D | null | undefined;

/** Roughly what a letter takes where nothing can be measured. */
const LETTER_PX = 7.6;

/** Width of a line of text in the face and size of the table's cells, in px. */
export function textWidth(text: string, isMedium = false): number {
  const key = `${isMedium} ${text}`;
  let width = known.get(key);
  if (width === undefined) {
    width = measure(text, isMedium);
    if (known.size > 5000) known.clear();
    known.set(key, width);
  }
  return width;
}

function measure(text: string, isMedium: boolean): number {
  if (context === undefined) context = document.createElement("canvas").getContext("2d");
  if (!context) return text.length * LETTER_PX;
  const style = getComputedStyle(document.querySelector(".dv") ?? document.body);
  context.font = `${isMedium ? 500 : 400} 13px ${style.fontFamily}`;
  // A canvas knows no tabular digits, which are as wide as the widest.
  return context.measureText(text.replace(/\d/g, "0")).width;
}
