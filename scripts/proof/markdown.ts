/** A table: its heads, and the cells of each row. Numbers stand to the right. */
export function table(heads: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const isNumeric = heads.map((_, column) => rows.length > 0 && rows.every((row) => /^[\d,.*-]+( %)?$/.test(cell(row[column] ?? ''))));
  return [line(heads), `|${isNumeric.map((is) => (is ? '---:' : '---')).join('|')}|`, ...rows.map((row) => line(row.map(cell)))].join('\n');
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cell(value: string | number): string {
  return (typeof value === 'number' ? numberText(value) : value).replaceAll(/(?<!\\)\|/g, '\\|').replaceAll('\n', ' ');
}

/** `1,234.5`, alike on every machine. */
export function numberText(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 2 });
}

/** `1 violation`, `2 violations`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${numberText(count)} ${count === 1 ? one : many}`;
}

/** A number that must be zero, standing out where it is not. */
export function wantedZero(value: number): string {
  return value === 0 ? '0' : `**${numberText(value)}**`;
}

/** Text as code, whatever back-ticks it has. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}
