// Reads a downloaded workbook the way another program would, and writes plain ones.
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
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

/** A workbook of one sheet with these rows of texts, as plain as the format allows. */
export function writeWorkbook(sheet, rows) {
  const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const cell = (text, column, row) =>
    text === ''
      ? ''
      : `<c r="${String.fromCharCode(65 + column)}${row + 1}" t="inlineStr"><is><t>${escape(text)}</t></is></c>`;
  const lines = rows.map(
    (texts, row) => `<row r="${row + 1}">${texts.map((text, column) => cell(text, column, row)).join('')}</row>`,
  );
  const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>';
  const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const relations = 'http://schemas.openxmlformats.org/package/2006/relationships';
  const parts = {
    '[Content_Types].xml': `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${kind}.worksheet+xml"/></Types>`,
    '_rels/.rels': `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escape(sheet)}" sheetId="1" r:id="r1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${relations}"><Relationship Id="r1" Type="${office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${main}"><sheetData>${lines.join('')}</sheetData></worksheet>`,
  };
  const files = Object.entries(parts).map(([path, xml]) => [path, strToU8(head + xml)]);
  return Buffer.from(zipSync(Object.fromEntries(files)));
}
