import type { ExchangeId } from '@breakwater/core';
import { binance } from './binance.ts';
import { bybit } from './bybit.ts';
import type { Venue } from './venue.ts';

/** Every venue that a storm can take place on. */
export const venues: Readonly<Record<ExchangeId, Venue>> = { binance, bybit };
