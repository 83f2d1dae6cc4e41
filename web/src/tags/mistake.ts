/** Cuts a text at a mistake, given by line and column from 1: before, the wrong word, and after. */
export interface Cut {
  before: string;
  wrong: string;
  after: string;
}

export function cutAt(text: string, line: number, column: number): Cut {
  const lines = text.split('\n');
  const row = Math.min(Math.max(line, 1), lines.length) - 1;
  const letters = [...(lines[row] ?? '')];
  const at = Math.min(Math.max(column, 1) - 1, letters.length);
  const rest = letters.slice(at).join('');
  // The word that begins there; a mistake at the end of a line is shown on a space of its own.
  const word = /^\s*[\p{L}\p{N}_·.'"“”]+|^\s*\S/u.exec(rest)?.[0] ?? '';
  const ahead = [...lines.slice(0, row), letters.slice(0, at).join('')].join('\n');
  const tail = lines.slice(row + 1);
  return {
    before: ahead,
    wrong: word || ' ',
    after: [rest.slice(word.length), ...tail].join('\n'),
  };
}
