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
    return { left: parts(one.map((text) => ({ text, differs }))), right: parts(other.map((text) => ({ text, differs }))) };
  }
  const lengths = commonLengths(one, other);
  const leftMarks: Part[] = [];
  const rightMarks: Part[] = [];
  let at = 0;
  let to = 0;
  while (at < one.length || to < other.length) {
    if (at < one.length && to < other.length && one[at] === other[to]) {
      leftMarks.push({ text: one[at++]!, differs: false });
      rightMarks.push({ text: other[to++]!, differs: false });
    } else if (to >= other.length || (at < one.length && lengths[at + 1]![to]! >= lengths[at]![to + 1]!)) {
      leftMarks.push({ text: one[at++]!, differs: true });
    } else {
      rightMarks.push({ text: other[to++]!, differs: true });
    }
  }
  return { left: parts(leftMarks), right: parts(rightMarks) };
}

/** Lengths of the longest common subsequence of every two ends. */
function commonLengths(one: string[], other: string[]): number[][] {
  const lengths = Array.from({ length: one.length + 1 }, () => new Array<number>(other.length + 1).fill(0));
  for (let at = one.length - 1; at >= 0; at -= 1) {
    for (let to = other.length - 1; to >= 0; to -= 1) {
      lengths[at]![to] =
        one[at] === other[to]
          ? lengths[at + 1]![to + 1]! + 1
          : Math.max(lengths[at + 1]![to]!, lengths[at]![to + 1]!);
    }
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
