import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

const flatReport = "({ symbol: sight.key.symbol, leg, side: 'long', quantity: ZERO, entryPrice: ZERO, markPrice: ZERO, liquidationPrice: null, updatedAtMs: sight.beganAtMs })";
const findsReport = "const report = sight.view.positions.find((candidate) => candidate.leg === leg);";
const tellsLegs = '...sight.view.positions.map((report) => report.leg)])]';
/** What the answer leaves out is asked about all the same: the net leg, or in hedge mode the other one. */
const asksLegs = "...(sight.view.positions.some(({ leg }) => leg !== 'net') ? ['long', 'short'] : sight.records.positions.some(({ leg }) => leg !== 'net') ? ['long', 'short'] : ['net'])])]";
const demandsLegs = '  assertAllLegs(positions);';

/** What counts as known: "unreadable", "partial", "empty" and "flat" are four answers, and one absence is none. */
export const evidenceMutants: readonly Mutant[] = [
  {
    name: 'sync-trusts-memory',
    removes: 'the sync asks the rows that this very process wrote or changed instead of the database; the process forgets them when it dies',
    edits: [
      {
        file: files.mendKey,
        find: 'const ROUNDS_MAX = 24;',
        replace: `const ROUNDS_MAX = 24;
const remembered = new WeakMap();
function recall(ports, sight) {
  const rows = remembered.get(ports) ?? remembered.set(ports, new Map()).get(ports);
  return { ...sight, records: { ...sight.records, positions: rows.get(sight.key.symbol) ?? [] } };
}
function remember(ports, facts, records) {
  if (facts.positions ?? facts.newPositions) remembered.get(ports).set(records.key.symbol, records.positions);
  return records;
}`,
      },
      { file: files.mendKey, find: '{ ...observation.sight, isStopPassed }', replace: '{ ...recall(ports, observation.sight), isStopPassed }' },
      { file: files.mendKey, find: 'await ports.store.readKey(held.key)', replace: 'remember(ports, step.facts, await ports.store.readKey(held.key))' },
    ],
    expected: ['I1', 'I4', 'I6', 'I8', 'I9'],
  },
  {
    name: 'empty-is-flat',
    removes: 'a list of positions in which the asked leg is missing counts as flat',
    edits: [
      { file: files.readKey, find: demandsLegs, replace: '' },
      { file: files.bybitReadKey, find: demandsLegs, replace: '' },
      { file: files.bybitPositionMode, find: demandsLegs, replace: '' },
      { file: files.reconcile, find: findsReport, replace: `const report = sight.view.positions.find((candidate) => candidate.leg === leg) ?? ${flatReport};` },
      { file: files.reconcile, find: tellsLegs, replace: asksLegs },
    ],
    expected: ['I5', 'I6'],
  },
  {
    name: 'unreadable-is-flat',
    removes: 'positions that could not be read count as flat',
    edits: [
      { file: files.readKey, find: demandsLegs, replace: '' },
      { file: files.bybitReadKey, find: demandsLegs, replace: '' },
      { file: files.bybitPositionMode, find: demandsLegs, replace: '' },
      { file: files.readKey, find: "session.read('readPositionsOfSymbol', { symbol }),", replace: "session.read('readPositionsOfSymbol', { symbol }).catch(() => [])," },
      { file: files.bybitReadKey, find: 'readHoldings(session, { symbol }),', replace: 'readHoldings(session, { symbol }).catch(() => []),' },
      { file: files.reconcile, find: findsReport, replace: `const report = sight.view.positions.find((candidate) => candidate.leg === leg) ?? ${flatReport};` },
      { file: files.reconcile, find: tellsLegs, replace: asksLegs },
    ],
    expected: ['I5', 'I6'],
  },
  {
    name: 'unreadable-stops-are-none',
    removes: 'stops that could not be read count as absent',
    edits: [
      { file: files.readKey, find: "session.read('readOpenAlgoOrders', { symbol }),", replace: "session.read('readOpenAlgoOrders', { symbol }).catch(() => [])," },
      { file: files.bybitReadKey, find: 'readOpenOrders(session, { symbol }),', replace: 'readOpenOrders(session, { symbol }).catch(() => []),' },
    ],
    expected: ['I4', 'I5', 'I8'],
  },
  {
    name: 'unreadable-key-is-mended',
    removes: 'a key that could not be read is not left alone: what was seen of it last is decided on',
    edits: [
      { file: files.observeKey, find: "if (view.type === 'unreadable') return view;", replace: "if (view.type === 'read') lastViews.set(key.symbol, view.value);\n  else if (lastViews.has(key.symbol)) view.value = lastViews.get(key.symbol);\n  else return view;" },
      { file: files.observeKey, find: 'export type Observation =', replace: 'const lastViews = new Map();\n\nexport type Observation =' },
    ],
    expected: ['I7'],
  },
  {
    name: 'one-absent-read-closes',
    removes: 'one read that finds nothing is enough to close a row, also one that is older than the last fill',
    edits: [
      { file: files.judgeGhost, find: 'if (report.updatedAtMs < newestMs) {', replace: 'if (false) {' },
      { file: files.sightings, find: 'if (first !== undefined && seenForMs >= apartMs) return null;', replace: "if (what === 'flat' || (first !== undefined && seenForMs >= apartMs)) return null;" },
    ],
    expected: ['I6'],
  },
  {
    name: 'one-read-adopts',
    removes: 'one read that finds a position without a row is enough to take it into the books',
    edits: [{ file: files.sightings, find: 'if (first !== undefined && seenForMs >= apartMs) return null;', replace: "if (what === 'orphan' || (first !== undefined && seenForMs >= apartMs)) return null;" }],
    expected: ['I6', 'I9'],
  },
  {
    name: 'flat-report-older-than-the-fill',
    removes: 'a flat report counts although it is older than the last fill',
    edits: [{ file: files.judgeGhost, find: 'if (report.updatedAtMs < newestMs) {', replace: 'if (false) {' }],
    expected: ['I6'],
  },
  {
    name: 'an-entry-explains-a-close',
    removes: 'executions explain a close although they do not add up to the whole position',
    edits: [{ file: 'libs/core/src/reconcile/life.ts', find: 'if (last === undefined || !life.isExplained || !life.hasEnded) return null;', replace: 'if (last === undefined) return null;' }],
    expected: ['I6'],
  },
  {
    name: 'no-expiry-wait',
    removes: 'an order that is not found counts as absent before its request has expired',
    edits: [{ file: files.resolve, find: 'const finalFromMs = intent.expiresAtMs + bounds.notFindableMs;', replace: 'const finalFromMs = 0;' }],
    expected: ['I2', 'I6', 'I8', 'I9'],
  },
  {
    name: 'not-findable-bound-ignored',
    removes: 'an order that is not found counts as absent as soon as its request has expired',
    edits: [{ file: files.resolve, find: 'const finalFromMs = intent.expiresAtMs + bounds.notFindableMs;', replace: 'const finalFromMs = intent.expiresAtMs;' }],
    expected: ['I6', 'I9'],
  },
  {
    name: 'look-up-begun-before-the-expiry',
    removes: 'a look-up counts by its end instead of its beginning, and one is enough',
    edits: [
      {
        file: files.settleIntents,
        find: 'const resolution = resolve(intent, lookup, records.nowMs, false, bounds);\n  if (resolution',
        replace: 'const resolution = resolve(intent, lookup, (await ports.store.readKey(records.key)).nowMs, false, bounds);\n  if (resolution',
      },
      { file: files.resolve, find: 'if (intent.missedAtMs === null) return', replace: 'if (false) return' },
      { file: files.resolve, find: 'if (isUnexplained || lookBeganAtMs - intent.missedAtMs < bounds.readsApartMs) {', replace: 'if (false) {' },
    ],
    expected: ['I6', 'I9'],
  },
  {
    name: 'open-ended-entry-never-filled',
    removes: 'a row is closed as never filled although its entry has no final answer',
    edits: [{ file: files.judgeOpening, find: 'if (isOpenEnded) return', replace: 'if (false) return' }],
    expected: ['I6'],
  },
];
