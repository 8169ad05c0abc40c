import { DEFAULT_BOUNDS } from '@breakwater/core';
import { type ConditionalOrder, type Fill, listFills, listOpenConditionalOrders, readPosition } from '@breakwater/paper';
import { expect } from 'vitest';
import type { OrderRow, PositionRow } from '../src/memory/memory-books.ts';
import type { PortCall } from '../src/exhaustive/place.ts';
import { openSmallWave, type SmallWave, type WaveOptions } from './small-wave.ts';

export const VENUES = ['binance', 'bybit'] as const;
export type Venue = (typeof VENUES)[number];
export const MINUTE_MS = 60_000;
/** What 200 come to at 3000, on the step of each venue. */
export const SIZE = { binance: '0.066', bybit: '0.06' } as const;

/** A wave of one signal on one symbol, at a price of 3000, under the bounds of production. */
export type OnePosition = SmallWave & { readonly symbol: string };

/** Opens the wave; nobody has worked on it yet. */
export async function open(venue: Venue, options: Partial<WaveOptions> = {}): Promise<OnePosition> {
  const wave = await openSmallWave(venue, { symbolCount: 1, bounds: DEFAULT_BOUNDS, price: '3000', ...options });
  return Object.assign(wave, { symbol: wave.symbols[0]! });
}

/** Opens it, and has it worked on until its position is protected. */
export async function openProtected(venue: Venue, options: Partial<WaveOptions> = {}): Promise<OnePosition> {
  const wave = await open(venue, options);
  expect(await wave.workUntil(() => wave.isProtected(wave.symbol), MINUTE_MS)).toBe(true);
  return wave;
}

/** What the exchange holds, negative for a short. */
export const held = ({ venue, symbol }: OnePosition): string => readPosition(venue.account, symbol, 'net').quantity.toFixed();
/** The conditional orders that rest at the exchange, whoever placed them. */
export const stops = (wave: OnePosition): ConditionalOrder[] => listOpenConditionalOrders(wave.venue.exchange, wave.venue.account, wave.symbol, wave.nowMs());
export const triggers = (wave: OnePosition): string[] => stops(wave).map(({ triggerPrice }) => triggerPrice.toFixed());
export const fills = (wave: OnePosition): Fill[] => listFills(wave.venue.exchange, wave.venue.account, wave.symbol, wave.nowMs());
export const rows = ({ books }: OnePosition): PositionRow[] => [...books.positions.values()];
export const areAllClosed = (wave: OnePosition): boolean => rows(wave).every(({ status }) => status === 'closed');
/** The orders of the fleet in this role, the oldest first. */
export const placed = ({ books }: OnePosition, role: 'stop' | 'exit'): OrderRow[] => [...books.orders.values()].filter((order) => order.role === role);
/** The kinds of trouble that people were told of. */
export const pages = ({ books }: OnePosition): string[] => [...books.pages.values()].map(({ subject }) => subject.split('.')[0]!);

interface Asked {
  readonly type?: string;
  readonly reduceOnly?: boolean;
}
const askedBy = ({ method, values }: PortCall): Asked => (method === 'send' ? (values[0] as Asked) : {});
export const isEntry = (call: PortCall): boolean => askedBy(call).type === 'market' && askedBy(call).reduceOnly === false;
export const isExit = (call: PortCall): boolean => askedBy(call).type === 'market' && askedBy(call).reduceOnly === true;
export const isStop = (call: PortCall): boolean => askedBy(call).type === 'stop_market';
