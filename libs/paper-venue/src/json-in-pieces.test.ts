import { describe, expect, test } from 'vitest';
import { JsonInPieces, joinFields, renderEntries, renderList, renderWithList } from './json-in-pieces.ts';

const rows = (count: number): { name: string }[] => Array.from({ length: count }, (_, index) => ({ name: `row "${index}"` }));

describe('a long list', () => {
  test.each([251, 275, 1000])('of %i rows is the same JSON in pieces as in one', (count) => {
    const list = renderList(rows(count), (row) => row);
    const within = renderWithList({ total: '1', assets: [{}] }, 'rows', rows(count), (row) => row);
    expect(list).toBeInstanceOf(JsonInPieces);
    expect(within).toBeInstanceOf(JsonInPieces);
    expect(String(list)).toBe(JSON.stringify(rows(count)));
    expect(String(within)).toBe(JSON.stringify({ total: '1', assets: [{}], rows: rows(count) }));
  });

  test('of few rows is the list itself', () => {
    expect(renderList(rows(250), (row) => row)).toEqual(rows(250));
    expect(renderWithList({ total: '1' }, 'rows', [], (row) => row)).toEqual({ total: '1', rows: [] });
  });

  test.each([0, 2, 1000])('is the same JSON within other lists and objects: %i rows', (count) => {
    const inner = { name: 'inner', rows: rows(count), last: null };
    const entries = rows(count).map((row, index) => [`key "${index}"`, row] as const);
    const joined = joinFields({ first: 1, lists: [joinFields({ ...inner, rows: renderList(inner.rows, (row) => row) }), { small: true }], none: [], entries: renderEntries(entries, (row) => row) });
    expect(String(joined)).toBe(JSON.stringify({ first: 1, lists: [inner, { small: true }], none: [], entries: Object.fromEntries(entries) }));
    expect(String(joinFields({}))).toBe('{}');
  });

  test('is rendered no further than its pieces are asked for', () => {
    let rendered = 0;
    const list = renderList(rows(1000), (row) => {
      rendered++;
      return row;
    }) as JsonInPieces;
    const pieces = list.pieces();
    pieces.next();
    pieces.next();
    expect(rendered).toBeGreaterThan(0);
    expect(rendered).toBeLessThan(100);
  });
});
