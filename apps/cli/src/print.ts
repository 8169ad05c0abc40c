import { stripVTControlCharacters, styleText } from 'node:util';

type Style = 'green' | 'yellow' | 'red' | 'dim';

/** One line for people or scripts, to standard output. */
export function printLine(text: string): void {
  process.stdout.write(`${withoutControls(text)}\n`);
}

/** One line that is not the result: warnings and refusals, to standard error. */
export function printNote(text: string): void {
  process.stderr.write(`${withoutControls(text)}\n`);
}

/** The result for scripts: one JSON object, one line. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** Coloured on a terminal only, and not if NO_COLOR is set. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Columns side by side, as wide as their widest cell. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => widthOf(row[column] ?? ''))));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => cell + ' '.repeat(Math.max(0, (widths[column] ?? 0) - widthOf(cell)))).join('  ').trimEnd();
  printLine(styled('dim', line(header)));
  for (const row of rows) printLine(line(row));
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}

/** What came from a sender or an exchange must not move the cursor or rename the window: only line ends, tabs and colours pass. */
function withoutControls(text: string): string {
  return text.replaceAll(CONTROLS, (found) => (COLOUR.test(found) ? found : ''));
}

// oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
const CONTROLS = /\u001B\[\d{1,3}m|[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/g;
// oxlint-disable-next-line no-control-regex -- likewise
const COLOUR = /^\u001B\[\d{1,3}m$/;
