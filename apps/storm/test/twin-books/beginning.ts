import { decimal, type NewOrder, type NewPosition } from '@breakwater/core';
import type { NewSignal, NewWish } from '@breakwater/engine';
import { type DrawnCall, KEYS } from './any-call.ts';

/** Of the ids that are drawn (any-facts.ts). */
const id = (number: string): string => `00000000-0000-4000-8000-00000000${number}`;
const [POSITION, ORDER, SIGNAL, OTHER_SIGNAL, WORKER] = [id('1000'), id('2000'), id('4000'), id('4001'), id('9001')];
const [TAG, SHIB] = KEYS as [(typeof KEYS)[number], (typeof KEYS)[number]];

const position: NewPosition = {
  id: POSITION, leg: 'net', status: 'open', origin: 'adopted', signalId: null, side: 'long', quantity: decimal('10'), entryPrice: decimal('100'),
  stopRule: { percent: '2' }, firstFillAtMs: 1_000, bareSinceMs: 1_000,
};
const stop: NewOrder = {
  id: ORDER, positionId: POSITION, role: 'stop', generation: 1, clientOrderId: 'bws-first', list: 'conditional', side: 'sell',
  quantity: decimal('10'), triggerPrice: decimal('98'), triggerType: 'mark', reduceOnly: true, closesPosition: false, status: 'resting', exchangeOrderId: 'x0', childOrderId: null, executedQuantity: decimal('0'), averagePrice: null, wishId: null,
};
const signal = (id: string, externalId: string, key: (typeof KEYS)[number]): NewSignal => ({
  id, externalId, key: { ...key, leg: 'net' }, side: 'long', score: decimal('0.5'), notional: null, leverage: null, stopRule: null,
});

const exit = (id: string, externalId: string, action: 'close' | 'reduce'): NewWish => ({
  id, externalId, key: TAG, action, leg: null, side: null, quantity: action === 'reduce' ? decimal('4') : null, fraction: null, stopRule: null, mayLoosen: false, coversForeign: false,
});

/** Books in which something can happen: two keys that are held, a bare position with its stop, a wave with selected signals. */
export const BEGINNING: readonly DrawnCall[] = [
  { call: 'configureAccount', mode: 'trade', positionsMax: 3 },
  { call: 'beat', worker: { id: WORKER, role: 'stop-worker', version: '1', host: 'h', pid: 1 } },
  { call: 'claimKey', key: TAG, holder: WORKER, leaseMs: 2_000 },
  { call: 'claimKey', key: SHIB, holder: WORKER, leaseMs: 2_000 },
  { call: 'record', claim: { key: TAG, which: 'latest' }, facts: { newPositions: [position], newOrders: [stop] }, dueInMs: null, isReleased: false },
  {
    call: 'acceptWave',
    wave: {
      source: 'ats', externalId: 'w0', contentHash: 'h1', atMs: 1_000, policy: { open: 2, notional: '200', leverage: 1, stop: { percent: '2' }, stopList: [], signalAgeMsMax: 600_000 },
      signals: [signal(SIGNAL, 's0', TAG), signal(OTHER_SIGNAL, 's1', SHIB)],
      exits: [exit(id('5000'), 'e0', 'close'), exit(id('5001'), 'e9', 'reduce')],
    },
  },
  { call: 'recordWaveProgress', wave: 0, progress: { ranks: [{ signalId: SIGNAL, rank: 1 }], selectedIds: [SIGNAL, OTHER_SIGNAL], outcomes: [], isFinished: false } },
];
