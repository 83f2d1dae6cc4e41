// Reads a downloaded workbook the way another program would.
import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';

/** The first sheet: every row as texts, the same number in each, and the merged ranges such as "A3:A4". */
export async function readWorkbook(bytes) {
  const rows = (await readSheet(bytes)).map((row) => row.map((cell) => (cell === null ? '' : String(cell))));
  const files = unzipSync(new Uint8Array(bytes), {
    filter: (file) => file.name === 'xl/worksheets/sheet1.xml',
  });
  const sheet = strFromU8(files['xl/worksheets/sheet1.xml']);
  const merges = [...sheet.matchAll(/<mergeCell ref="([^"]+)"/g)].map(([, range]) => range).sort();
  return { rows, merges };
}
