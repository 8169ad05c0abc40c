import type { Mutant } from '../mutant.ts';
import { files } from './files.ts';

/** The protective stop: valid, never cancelled last, and ours alone. Rule 7. */
export const stopMutants: readonly Mutant[] = [
  {
    name: 'cancel-before-place',
    removes: 'a stop that is not as planned is cancelled before its successor rests; the statement lets the newest one go, too',
    guards: { newestStop: () => false },
    edits: [
      {
        file: files.planStop,
        find: "  const why = newest ?",
        replace: "  if (newest !== undefined) return cancelStops(sight, position, [newest.order], 'it is not as planned', 'E1', false);\n  const why = newest ?",
      },
    ],
    expected: ['I5'],
  },
  {
    name: 'newest-stop-cancelled',
    removes: 'once a new stop rests it is the new one that goes instead of the older; the statement lets it',
    guards: { newestStop: () => false },
    edits: [{ file: files.planStop, find: 'resting.filter((stop) => stop !== keep)', replace: 'resting.filter((stop) => stop !== resting[0])' }],
    expected: ['I5'],
  },
  {
    name: 'replaced-before-it-rests',
    removes: 'the older stops go as soon as a newer one was sent, whether it rests or not',
    guards: { newestStop: () => false },
    edits: [
      { file: files.planStop, find: "const resting = stops.filter((stop) => stop.report?.status === 'resting');", replace: "const resting = stops.filter((stop) => stop.report?.status === 'resting');\n  const sent = stops.at(-1);\n  if (sent !== undefined && resting.length > 0 && sent !== resting.at(-1)) return cancelStops(sight, position, resting.map(({ order }) => order), 'a newer one was sent', 'E1', false);" },
    ],
    expected: ['I5'],
  },
  {
    name: 'cancelled-stop-counts',
    removes: 'a stop whose cancel was intended counts as a valid one again',
    guards: { newestStop: (stop, position, stops) => stop.role === 'stop' && position.status !== 'closed' && !stops.some((other) => other.generation > stop.generation && other.status === 'resting') },
    edits: [{ file: files.planStop, find: "if (order.cancelIntendedAtMs !== null) return 'is being cancelled';", replace: '' }],
    expected: ['I4', 'I5'],
  },
  {
    name: 'wrong-size-is-right',
    removes: 'a stop protects whatever size it has',
    edits: [{ file: files.planStop, find: 'if (!report.closesPosition && !isWholeSize(report.quantity, position, quantity)) {', replace: 'if (false) {' }],
    expected: ['I4'],
  },
  {
    name: 'stop-on-the-wrong-side',
    removes: 'a stop is on the side that opens',
    edits: [
      { file: files.toCall, find: 'parameters: {\n      ...{ algoType: \'CONDITIONAL\', symbol, side: side.toUpperCase(),', replace: "parameters: {\n      ...{ algoType: 'CONDITIONAL', symbol, side: side === 'buy' ? 'SELL' : 'BUY'," },
      { file: files.bybitToCall, find: "...placePlain({ ...request, type: 'market' }),", replace: "...placePlain({ ...request, type: 'market', side: side === 'buy' ? 'sell' : 'buy' })," },
    ],
    expected: ['I4', 'I8'],
  },
  {
    name: 'stop-that-may-open',
    removes: 'a stop is sent without reduce-only',
    edits: [
      { file: files.toCall, find: "      ...reducing(request),\n      ...{ clientAlgoId", replace: '      ...{ clientAlgoId' },
      { file: files.bybitToCall, find: "...placePlain({ ...request, type: 'market' }),", replace: "...placePlain({ ...request, type: 'market' }), reduceOnly: false," },
    ],
    expected: ['I3'],
  },
  {
    name: 'exit-that-may-open',
    removes: 'a close at market is sent without reduce-only',
    edits: [
      { file: files.toCall, find: '...terms, quantity, ...reducing(request),', replace: '...terms, quantity,' },
      { file: files.bybitToCall, find: 'placeStop(request) : placePlain(request)', replace: "placeStop(request) : placePlain(request.type === 'market' ? { ...request, reduceOnly: false } : request)" },
    ],
    expected: ['I3'],
  },
  {
    name: 'stop-beyond-the-price',
    removes: 'a stop lies on the winning side of the entry, and an entry does not ask whether it could work',
    edits: [
      { file: files.planEntry, find: 'if (stop === null || isBeyond(signal.side, stop, view.markPrice)) {', replace: 'if (stop === null) {' },
      { file: files.stopPrice, find: 'behind(side, entryPrice, rule.percent)', replace: "behind(side === 'long' ? 'short' : 'long', entryPrice, rule.percent)" },
      { file: files.stopPrice, find: 'const price = isLossSide(side, rounded, entryPrice) ? rounded : nextTick(side, entryPrice, market);', replace: 'const price = rounded;' },
      { file: files.stopPrice, find: 'if (!exact.gt(ZERO) || !isLossSide(side, exact, entryPrice)) return null;', replace: '' },
    ],
    expected: ['I4', 'I8'],
  },
  {
    name: 'no-hand-off-no-sweep',
    removes: 'nobody is told of a position that has just filled, and the sweeper does not look for bare ones',
    edits: [
      { file: files.handOff, find: '  try {\n    await ports.jobs.enqueueProtection(key);', replace: '  if (key !== null) return;\n  try {\n    await ports.jobs.enqueueProtection(key);' },
      { file: files.runDueWork, find: 'for (const key of due.protections)', replace: 'for (const key of due.protections.slice(0, 0))' },
      { file: files.runDueWork, find: 'for (const key of due.resyncs)', replace: 'for (const key of due.resyncs.slice(0, 0))' },
    ],
    expected: ['I4', 'I12'],
  },
  {
    name: 'stop-follows-backwards',
    removes: 'a stop that follows the price may be loosened by it',
    edits: [{ file: files.followPrice, find: 'if (!isAhead(side, to, from)) return false;', replace: '' }],
    expected: ['I4', 'I8', 'I9'],
  },
  {
    name: 'foreign-order-cancelled',
    removes: 'a cancel goes to whatever rests on the key first instead of to the order that our books name',
    edits: [
      {
        file: files.closingSteps,
        find: 'list: order.list, clientOrderId: order.clientOrderId },',
        replace: 'list: order.list, clientOrderId: sight.view.orders.find(({ list, kind }) => list === order.list && kind !== \'limit\')?.clientOrderId ?? order.clientOrderId },',
      },
    ],
    expected: ['I11'],
  },
  {
    name: 'foreign-position-closed',
    removes: 'a foreign position that cannot be protected is closed; the statement lets it',
    guards: { mayExit: () => true },
    edits: [{ file: files.closingSteps, find: "if (position.origin === 'foreign' && wish?.coversForeign !== true) {", replace: 'if (false) {' }],
    expected: ['I11'],
  },
  {
    name: 'foreign-position-taken-over',
    removes: 'a foreign position is taken into the books although the policy says to leave it alone',
    edits: [{ file: files.judgeOrphan, find: "return (policy === 'ignore' || policy === 'alert') && !coversForeign(sight, report);", replace: 'return false;' }],
    expected: ['I11'],
  },
  {
    name: 'stranger-closed-as-ours',
    removes: 'a close at market does not ask first whether the position is still the one that the row is about',
    edits: [{ file: files.judgeMatch, find: 'if (life === null && (wish !== undefined || hasReduced(sight, row))) return', replace: 'if (false) return' }],
    expected: ['I11'],
  },
  {
    name: 'attached-stop-stays',
    removes: 'what an entry brought along stays beside the stop that replaces it',
    edits: [{ file: files.reconcile, find: "steps.every(({ type }) => type === 'wait') ? ", replace: 'false ? ' }],
    venues: ['bybit'],
    expected: ['I8'],
  },
  {
    name: 'moved-stop-is-ours',
    removes: 'what is a part of a position is taken for what the entry brought along, wherever it stands',
    edits: [{ file: files.attachedStop, find: 'entry.triggerPrice?.eq(report.triggerPrice) === true', replace: 'entry.triggerPrice !== null' }],
    venues: ['bybit'],
    expected: ['I11'],
  },
  {
    name: 'attached-stop-cleared-first',
    removes: 'what an entry brought along goes before another stop rests, ahead of everything; the statement lets it',
    guards: { hasRestingStop: () => true },
    edits: [
      { file: files.attachedStop, find: '  if (keep === null) return [];', replace: '' },
      { file: files.attachedStop, find: 'stop ${keep.order.clientOrderId} rests', replace: 'stop ${keep?.order.clientOrderId} rests' },
      { file: files.reconcile, find: "return steps.every(({ type }) => type === 'wait') ? [...steps, ...sight", replace: 'return true ? [...sight' },
      { file: files.reconcile, find: 'clearAttachedStop(sight, position))] : steps;', replace: 'clearAttachedStop(sight, position)), ...steps] : steps;' },
    ],
    venues: ['bybit'],
    expected: ['I5', 'I4'],
  },
  {
    name: 'entry-before-its-stop',
    removes: 'an entry whose stop is to rest first is sent although it does not',
    edits: [{ file: files.sendIntent, find: 'if (missing !== null) {', replace: 'if (false) {' }],
    venues: ['binance'],
    expected: ['I4'],
  },
  {
    name: 'entry-without-its-stop',
    removes: 'an entry brings no stop along where it should',
    edits: [{ file: files.planEntry, find: 'rules.attachedStopTrigger === null ? null :', replace: 'true ? null :' }],
    venues: ['bybit'],
    expected: ['I4'],
  },
];
