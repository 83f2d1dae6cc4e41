/** A run of characters of a text that does or does not stand in the other text. */
export interface Part {
  text: string;
  differs: boolean;
}

/** Longer texts are compared as wholes: nobody looks for single characters in them. */
const LONGEST = 300;

/** Both texts in parts: what they share (a longest common subsequence), and what only one of them has. */
export function difference(left: string, right: string): { left: Part[]; right: Part[] } {
  const one = [...left];
  const other = [...right];
  if (left === right || one.length > LONGEST || other.length > LONGEST) {
    const differs = left !== right;
    return {
      left: parts(one.map((text) => ({ text, differs }))),
      right: parts(other.map((text) => ({ text, differs }))),
    };
  }
  const lengths = commonLengths(one, other);
  const length = (at: number, to: number): number => lengths[at]?.[to] ?? 0;
  const leftMarks: Part[] = [];
  const rightMarks: Part[] = [];
  let at = 0;
  let to = 0;
  while (at < one.length || to < other.length) {
    const text = one[at];
    const counterpart = other[to];
    if (text !== undefined && text === counterpart) {
      leftMarks.push({ text, differs: false });
      rightMarks.push({ text, differs: false });
      at += 1;
      to += 1;
    } else if (
      text !== undefined &&
      (counterpart === undefined || length(at + 1, to) >= length(at, to + 1))
    ) {
      leftMarks.push({ text, differs: true });
      at += 1;
    } else if (counterpart !== undefined) {
      rightMarks.push({ text: counterpart, differs: true });
      to += 1;
    }
  }
  return { left: parts(leftMarks), right: parts(rightMarks) };
}

/** Lengths of the longest common subsequence of every two ends. */
function commonLengths(one: string[], other: string[]): number[][] {
  const lengths: number[][] = [];
  let below: number[] = [];
  for (let at = one.length - 1; at >= 0; at -= 1) {
    const row: number[] = [];
    for (let to = other.length - 1; to >= 0; to -= 1) {
      row[to] = one[at] === other[to] ? (below[to + 1] ?? 0) + 1 : Math.max(below[to] ?? 0, row[to + 1] ?? 0);
    }
    lengths[at] = row;
    below = row;
  }
  return lengths;
}

/** Neighbours of the same kind put together. */
function parts(marks: Part[]): Part[] {
  const joined: Part[] = [];
  for (const mark of marks) {
    const last = joined.at(-1);
    if (last && last.differs === mark.differs) last.text += mark.text;
    else joined.push({ ...mark });
  }
  return joined;
}
