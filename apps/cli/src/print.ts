import { styleText } from 'node:util';

type Style = 'green' | 'yellow' | 'red' | 'dim';

/** One line for people or scripts, to standard output. */
export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** One line that is not the result: warnings and refusals, to standard error. */
export function printNote(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** The result for scripts: one JSON object, one line. */
export function printJson(value: unknown): void {
  printLine(JSON.stringify(value));
}

/** Coloured on a terminal only, and not if NO_COLOR is set. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

/** Columns side by side, as wide as their widest cell. */
export function printTable(header: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string => cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd();
  printLine(styled('dim', line(header)));
  for (const row of rows) printLine(line(row));
}
