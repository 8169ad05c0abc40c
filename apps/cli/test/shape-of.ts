/** Fields whose content is somebody else's: their inside is no part of a shape. */
const OPEN: ReadonlySet<string> = new Set(['data', 'payload']);

/** The shape of a JSON value as `--help` writes it: names only, `[{ … }]` for a list of objects, `[]` for one of plain values. */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) {
    const objects = value.filter((one) => typeof one === 'object' && one !== null);
    return objects.length === 0 ? '[]' : `[${shapeOf(objects[0])}]`;
  }
  if (typeof value !== 'object' || value === null) return '';
  const fields = Object.entries(value).map(([name, inner]) => {
    const shape = OPEN.has(name) ? '' : shapeOf(inner);
    return shape === '' ? name : `${name}: ${shape}`;
  });
  return `{ ${fields.join(', ')} }`;
}
