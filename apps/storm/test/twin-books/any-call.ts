import { type AccountLimits, type Bounds, DEFAULT_BOUNDS, type Facts, type FleetLimits, type NewOrder, type NewPosition, type Request, type SharedLimits, type SymbolKey, type WaveFacts } from '@breakwater/core';
import { decimal } from '@breakwater/core';
import type { IntentCommit, NewSignal, NewWish, WaveProgress, WaveSubmission, WorkerIdentity } from '@breakwater/engine';
import fc from 'fast-check';
import { anyEvents, anyFacts, anyIntentId, anyLegAndSide, anyNewOrder, anyNewPosition, anyOrderId, anyPositionId, anySignalId, anyWishId } from './any-facts.ts';

export const ACCOUNT = { exchange: 'binance', account: 'main' } as const;
export const KEYS: readonly SymbolKey[] = [{ ...ACCOUNT, symbol: 'TAGUSDT' }, { ...ACCOUNT, symbol: 'SHIB1000USDT' }];
const HOLDERS = ['00000000-0000-4000-8000-000000009001', '00000000-0000-4000-8000-000000009002'];
export const BOUNDS: Bounds = { ...DEFAULT_BOUNDS, fenceSkewMs: 100, heartbeatMsMax: 20_000 };

/** Which claim a write uses: the latest that was given for the key, the one before, or one that nobody gave. */
export interface ClaimChoice {
  readonly key: SymbolKey;
  readonly which: 'latest' | 'earlier' | 'forged';
}

/** One call of the port, or of the operator. */
export type DrawnCall =
  | { readonly call: 'claimKey'; readonly key: SymbolKey; readonly holder: string; readonly leaseMs: number }
  | { readonly call: 'releaseKey' | 'isTakenAfter' | 'quarantineKey'; readonly claim: ClaimChoice; readonly dueInMs: number | null }
  | { readonly call: 'makeDue'; readonly key: SymbolKey; readonly inMs: number }
  | { readonly call: 'commitIntent'; readonly claim: ClaimChoice; readonly commit: IntentCommit; readonly bounds: Bounds }
  | { readonly call: 'record'; readonly claim: ClaimChoice; readonly facts: Facts; readonly dueInMs: number | null; readonly isReleased: boolean }
  | { readonly call: 'acceptWave'; readonly wave: WaveSubmission }
  | { readonly call: 'recordWaveProgress'; readonly wave: number; readonly progress: WaveProgress }
  | { readonly call: 'keepWaveFacts'; readonly wave: number; readonly facts: WaveFacts }
  | { readonly call: 'beat' | 'stopWorker'; readonly worker: WorkerIdentity }
  | { readonly call: 'configureAccount'; readonly mode: 'observe' | 'protect' | 'trade'; readonly positionsMax: number; readonly limits?: AccountLimits }
  | { readonly call: 'configureFleetLimits'; readonly limits: FleetLimits }
  | { readonly call: 'switchEntries' | 'switchSync'; readonly isEnabled: boolean }
  | { readonly call: 'switchSymbolEntries'; readonly key: SymbolKey; readonly isEnabled: boolean }
  | { readonly call: 'acknowledgePage'; readonly subject: string }
  | { readonly call: 'becomeCopy' | 'markAgreed' | 'finishRecovery' }
  | { readonly call: 'beginRecovery'; readonly fenceMs: number }
  | { readonly call: 'addReport'; readonly symbol: string | null };

/** `afterMs` before the call the clock goes on. */
export type Call = DrawnCall & { readonly afterMs: number };

const anyKey = fc.constantFrom(...KEYS);
const anyAfterMs = fc.constantFrom(0, 0, 1, 7, 100, 300, 300, 1_000);
const anyDueInMs = fc.option(fc.constantFrom(0, 10, 400, 5_000));
const anyWhich = fc.oneof({ weight: 7, arbitrary: fc.constant('latest' as const) }, { weight: 2, arbitrary: fc.constantFrom('earlier' as const, 'forged' as const) });
const choiceOf = (key: SymbolKey): fc.Arbitrary<ClaimChoice> => anyWhich.map((which) => ({ key, which }));
const anyChoice = anyKey.chain(choiceOf);

const request = (key: SymbolKey, order: NewOrder): Request => {
  const shared = { kind: 'place', symbol: key.symbol, leg: 'net', side: order.side, quantity: '10', clientOrderId: order.clientOrderId } as const;
  if (order.role === 'stop') return { ...shared, type: 'stop_market', triggerPrice: '98', triggerType: 'mark', reduceOnly: true };
  return { ...shared, type: 'market', reduceOnly: order.role !== 'entry' };
};

const anyWindowMs = fc.oneof({ weight: 20, arbitrary: fc.constantFrom(1, 200, 400) }, { weight: 1, arbitrary: fc.constant(-100) });
const anyIntent = fc.record({
  intentId: anyIntentId,
  signedAtMs: fc.constantFrom(1_000, 1_000.4),
  windowMs: anyWindowMs,
  mayBreakQuiet: fc.boolean(),
  mayCancelNewest: fc.boolean(),
  events: anyEvents,
});
const fresh = { status: 'opening', entryPrice: null, firstFillAtMs: null, bareSinceMs: null, quantity: decimal('10') } as const;
/** Mostly what an entry looks like, sometimes any row. */
const anyOpening: fc.Arbitrary<NewPosition> = fc.tuple(anyNewPosition, fc.boolean()).map(([row, isAsDrawn]) => (isAsDrawn ? row : { ...row, ...fresh }));

const anyEntry = (key: SymbolKey): fc.Arbitrary<IntentCommit> =>
  anyOpening.chain((newPosition) =>
    fc.tuple(anyIntent, anyNewOrder(fc.constant('entry'), fc.constant(newPosition.id))).map(([intent, order]) => {
      const newOrder: NewOrder = { ...order, reduceOnly: false, status: 'planned', exchangeOrderId: null };
      return { ...intent, kind: 'place', orderId: order.id, newPosition, newOrder, request: request(key, order) };
    }),
  );

const anyReducing = (key: SymbolKey): fc.Arbitrary<IntentCommit> =>
  fc.tuple(anyIntent, anyNewOrder(fc.constantFrom<'stop' | 'exit'>('stop', 'stop', 'exit'), anyPositionId), fc.boolean()).map(([intent, order, closes]) => {
    const closed = closes && order.positionId !== null ? { closesPositionId: order.positionId } : {};
    return { ...intent, kind: 'place', orderId: order.id, newOrder: { ...order, reduceOnly: true }, request: request(key, order), ...closed };
  });

const anyCancel = (key: SymbolKey): fc.Arbitrary<IntentCommit> =>
  fc.tuple(anyIntent, anyOrderId).map(([intent, orderId]) => {
    const cancel = { kind: 'cancel', symbol: key.symbol, list: 'conditional', clientOrderId: 'any' } as const;
    return { ...intent, kind: 'cancel', orderId, cancelsOrderId: orderId, request: cancel };
  });

const anySetting = (key: SymbolKey): fc.Arbitrary<IntentCommit> =>
  anyIntent.map((intent) => ({ ...intent, kind: 'leverage', orderId: null, request: { kind: 'leverage', symbol: key.symbol, leverage: 3 } }));

const anyClearing = (key: SymbolKey): fc.Arbitrary<IntentCommit> =>
  fc.tuple(anyIntent, anyLegAndSide).map(([intent, { leg }]) => ({ ...intent, kind: 'position_stop', orderId: null, request: { kind: 'position_stop', symbol: key.symbol, leg } }));

function anyCommit(key: SymbolKey): fc.Arbitrary<IntentCommit> {
  return fc.oneof(
    { weight: 3, arbitrary: anyEntry(key) },
    { weight: 3, arbitrary: anyReducing(key) },
    { weight: 2, arbitrary: anyCancel(key) },
    { weight: 1, arbitrary: anySetting(key) },
    { weight: 1, arbitrary: anyClearing(key) },
  );
}

const anyNotional = fc.oneof({ weight: 20, arbitrary: fc.constantFrom(null, '200') }, { weight: 1, arbitrary: fc.constant('0') });
const anySignal: fc.Arbitrary<NewSignal> = fc
  .record({ id: anySignalId, externalId: fc.constantFrom('s1', 's2', 's3', 's4'), key: anyKey, leg: anyLegAndSide, score: fc.constantFrom('0.5', '0.123456789012345678901'), notional: anyNotional })
  .map(({ id, externalId, key, leg: { leg, side }, score, notional }) => {
    const exact = { score: decimal(score), notional: notional === null ? null : decimal(notional) };
    return { id, externalId, key: { ...key, leg }, side, ...exact, leverage: 1, stopRule: { percent: '2' } };
  });
const anyExit: fc.Arbitrary<NewWish> = fc
  .record({
    id: anyWishId,
    externalId: fc.constantFrom('s1', 'e1', 'e2', 'e3'),
    key: anyKey,
    about: fc.constantFrom<Pick<NewWish, 'leg' | 'side'>>({ leg: null, side: null }, { leg: null, side: 'long' }, { leg: 'net', side: null }, { leg: 'long', side: 'long' }),
    what: fc.constantFrom<Pick<NewWish, 'action' | 'quantity' | 'fraction' | 'stopRule' | 'mayLoosen' | 'coversForeign'>>(
      ...[
        { action: 'close' as const, coversForeign: false },
        { action: 'close' as const, coversForeign: true },
        { action: 'reduce' as const, quantity: decimal('4') },
        { action: 'reduce' as const, fraction: decimal('0.5') },
        { action: 'set_stop' as const, stopRule: { price: '99' }, mayLoosen: true },
        // What no row may hold.
        { action: 'reduce' as const },
        { action: 'reduce' as const, fraction: decimal('1.5') },
      ].map((what) => ({ quantity: null, fraction: null, stopRule: null, mayLoosen: false, coversForeign: false, ...what })),
    ),
  })
  .map(({ about, what, ...exit }) => ({ ...exit, ...about, ...what }));
const anyWave: fc.Arbitrary<WaveSubmission> = fc
  .tuple(fc.constantFrom('w1', 'w2', 'w3'), fc.constantFrom('h1', 'h1', 'h2'), fc.constantFrom(600_000, 0.4), fc.array(anySignal, { maxLength: 4 }), fc.constantFrom({}, {}, { cooldownMs: 400 }), fc.array(anyExit, { maxLength: 2 }))
  .map(([externalId, contentHash, signalAgeMsMax, signals, others, exits]) => {
    const policy = { open: 2, notional: '200', leverage: 1, stop: { percent: '2' }, stopList: [], signalAgeMsMax, ...others };
    return { source: 'ats', externalId, contentHash, atMs: 1_000.4, policy, signals, exits };
  });
const anyProgress: fc.Arbitrary<WaveProgress> = fc.record({
  ranks: fc.array(fc.record({ signalId: anySignalId, rank: fc.integer({ min: 1, max: 3 }) }), { maxLength: 3 }),
  selectedIds: fc.array(anySignalId, { maxLength: 3 }),
  outcomes: fc.array(fc.record({ signalId: anySignalId, outcome: fc.constantFrom('skipped_filter', 'skipped_limit', 'failed', 'unknown', 'opened'), reason: fc.constant('drawn') }), { maxLength: 3 }),
  isFinished: fc.boolean(),
  sizes: fc.array(fc.record({ signalId: anySignalId, notional: fc.constantFrom('12.5', '0.123456789012345678901').map(decimal) }), { maxLength: 2 }),
});
const anyFigure = fc.constantFrom(null, '1', '50000').map((text) => (text === null ? null : decimal(text)));
const anyWaveFacts: fc.Arbitrary<WaveFacts> = fc.record({
  markets: fc.dictionary(fc.constantFrom('binance.TAGUSDT', 'binance.SHIB1000USDT'), fc.record({ volume1h: anyFigure, openInterest: anyFigure }, { requiredKeys: [] })).map((drawn) => new Map(Object.entries(drawn))),
  balances: fc.dictionary(fc.constantFrom('binance.main.TAGUSDT', 'binance.main.SHIB1000USDT'), fc.constantFrom('1', '100').map(decimal)).map((drawn) => new Map(Object.entries(drawn))),
});
const anyWorker: fc.Arbitrary<WorkerIdentity> = fc
  .record({ id: fc.constantFrom(...HOLDERS), role: fc.constantFrom<WorkerIdentity['role']>('stop-worker', 'stop-worker', 'wave-worker'), version: fc.constantFrom('1', '2') })
  .map((worker) => ({ ...worker, host: 'h', pid: 1 }));

const call = <Name extends Call['call']>(name: Name) => fc.constant(name);
const onKey = <T>(make: (key: SymbolKey) => fc.Arbitrary<T>) => anyKey.chain(make);
const of = <T>(weight: number, arbitrary: fc.Arbitrary<T>) => ({ weight, arbitrary });
const anyBounds = fc.constantFrom(BOUNDS, BOUNDS, BOUNDS, { ...BOUNDS, heartbeatMsMax: 50 });
const anyLeaseMs = fc.constantFrom(0, 100, 1_000, 5_000.5, 5_000.5);
const anyMode = fc.constantFrom<'observe' | 'protect' | 'trade'>('observe', 'protect', 'trade', 'trade', 'trade');
const anyAmount = (...texts: string[]) => fc.constantFrom(null, null, ...texts.map(decimal));
const anyLimits: fc.Arbitrary<AccountLimits> = fc.record({ exposureMax: anyAmount('0', '1000', '1500', '2500'), symbolExposureMax: anyAmount('1000', '1200'), dailyLossMax: anyAmount('1', '3') });
const anyShared: fc.Arbitrary<SharedLimits> = fc.record({ positionsMax: fc.constantFrom(null, null, 1, 2), exposureMax: anyAmount('1000', '1500', '2500') });
const anyFleetLimits: fc.Arbitrary<FleetLimits> = fc.tuple(anyShared, anyShared).map(([all, binance]) => ({ ...all, exchanges: { binance } }));
const isAsked = fc.constantFrom(false, false, false, false, true);

/** Any call; most are those that carry promises. */
export const anyCall: fc.Arbitrary<Call> = fc
  .tuple(
    anyAfterMs.map((afterMs) => ({ afterMs })),
    fc.oneof(
      of(9, fc.record({ call: call('claimKey'), key: anyKey, holder: fc.constantFrom(...HOLDERS), leaseMs: anyLeaseMs })),
      of(1, fc.record({ call: call('releaseKey'), claim: anyChoice, dueInMs: anyDueInMs })),
      of(1, fc.record({ call: call('isTakenAfter'), claim: anyChoice, dueInMs: anyDueInMs })),
      of(1, fc.record({ call: call('quarantineKey'), claim: anyChoice, dueInMs: anyDueInMs })),
      of(1, fc.record({ call: call('makeDue'), key: anyKey, inMs: fc.constantFrom(0, 50, 1_000.4) })),
      of(10, onKey((key) => fc.record({ call: call('commitIntent'), claim: choiceOf(key), commit: anyCommit(key), bounds: anyBounds }))),
      of(14, onKey((key) => fc.record({ call: call('record'), claim: choiceOf(key), facts: anyFacts(key), dueInMs: anyDueInMs, isReleased: isAsked }))),
      of(2, anyWave.map((wave) => ({ call: 'acceptWave' as const, wave }))),
      of(3, fc.record({ call: call('recordWaveProgress'), wave: fc.constantFrom(0, 0, 0, 1, 2), progress: anyProgress })),
      of(1, fc.record({ call: call('keepWaveFacts'), wave: fc.constantFrom(0, 0, 1, 2), facts: anyWaveFacts })),
      of(1, fc.record({ call: fc.constantFrom('beat' as const, 'beat' as const, 'stopWorker' as const), worker: anyWorker })),
      of(1, fc.record({ call: call('configureAccount'), mode: anyMode, positionsMax: fc.constantFrom(-1, 1, 2, 3, 3), limits: anyLimits })),
      of(1, fc.record({ call: call('configureFleetLimits'), limits: anyFleetLimits })),
      of(1, fc.record({ call: call('switchSymbolEntries'), key: anyKey, isEnabled: fc.boolean() })),
      of(1, fc.record({ call: call('acknowledgePage'), subject: anyPositionId.map((id) => `realised-loss-unknown.${id}`) })),
      of(1, fc.record({ call: call('switchEntries'), isEnabled: fc.boolean() })),
      of(1, fc.record({ call: call('switchSync'), isEnabled: fc.boolean() })),
      of(1, fc.record({ call: fc.constantFrom('becomeCopy' as const, 'markAgreed' as const, 'markAgreed' as const, 'finishRecovery' as const, 'finishRecovery' as const) })),
      of(1, fc.record({ call: call('beginRecovery'), fenceMs: fc.constantFrom(0, 200.4, 1_000) })),
      of(1, fc.record({ call: call('addReport'), symbol: fc.constantFrom(null, 'TAGUSDT') })),
    ),
  )
  .map(([after, drawn]): Call => ({ ...after, ...drawn }));

const SIGNALS = ['00000000-0000-4000-8000-000000004000', '00000000-0000-4000-8000-000000004001', '00000000-0000-4000-8000-000000004002'];
const endSignals: DrawnCall = { call: 'recordWaveProgress', wave: 0, progress: { ranks: [], selectedIds: [], outcomes: SIGNALS.map((signalId) => ({ signalId, outcome: 'failed', reason: 'ended' })), isFinished: false } };
const INTENTS = Array.from({ length: 8 }, (_, index) => `00000000-0000-4000-8000-00000000300${index}`);
const answerIntents = (key: SymbolKey): DrawnCall => ({ call: 'record', claim: { key, which: 'latest' }, facts: { answers: INTENTS.map((intentId) => ({ intentId, outcome: 'rejected', evidence: 'E1', answer: {} })) }, dueInMs: null, isReleased: false });

/** Calls around a recovery of the books, so drawn that some of them come to its end. */
export const anyRecoveryCall: fc.Arbitrary<Call> = fc
  .tuple(
    anyAfterMs.map((afterMs) => ({ afterMs })),
    fc.oneof(
      of<DrawnCall>(2, fc.record({ call: call('becomeCopy') })),
      of<DrawnCall>(3, fc.record({ call: call('beginRecovery'), fenceMs: fc.constantFrom(0, 200.4, 1_000) })),
      of<DrawnCall>(3, fc.record({ call: call('markAgreed') })),
      of<DrawnCall>(4, fc.record({ call: call('finishRecovery') })),
      of<DrawnCall>(2, fc.constant(endSignals)),
      of<DrawnCall>(2, anyKey.map(answerIntents)),
      of<DrawnCall>(1, fc.record({ call: call('switchEntries'), isEnabled: fc.boolean() })),
      of<DrawnCall>(1, fc.record({ call: call('beat'), worker: anyWorker })),
      of<DrawnCall>(2, fc.record({ call: call('claimKey'), key: anyKey, holder: fc.constantFrom(...HOLDERS), leaseMs: anyLeaseMs })),
    ),
  )
  .map(([after, drawn]): Call => ({ ...after, ...drawn }));
